package org.mobilekit.demo.app

import android.Manifest
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Bundle
import android.provider.Settings
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.contract.ActivityResultContracts
import androidx.activity.viewModels
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.lifecycleScope
import java.io.FileNotFoundException
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.mobilekit.demo.core.session.Camera
import org.mobilekit.demo.ui.DemoScreen
import org.mobilekit.demo.ui.UiEvent
import org.mobilekit.demo.ui.UiEvent.Plain
import org.mobilekit.demo.ui.theme.DemoTheme

/** The one screen. It asks the system for what a view model cannot: camera, documents, other apps. */
class MainActivity : ComponentActivity() {
    private val demo get() = application as DemoApplication
    private val model: DemoViewModel by viewModels { DemoViewModel.Factory(demo) }
    private val camera by lazy {
        CameraBinding(this, FrameAnalyzer(model.frames, demo.clock)) { model.camera(Camera.NONE) }
    }
    private val view = MutableStateFlow<View?>(null)
    private val turns by lazy { Turns(this) { view.update { it?.copy(rotation = turned()) } } }

    private val permission = registerForActivityResult(ActivityResultContracts.RequestPermission()) { answered(it) }
    private val archive = registerForActivityResult(ActivityResultContracts.OpenDocument()) { import(it) }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // A screen that goes dark closes the camera and stops a benchmark's clock.
        window.addFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON)
        setContent {
            val state by model.state.collectAsStateWithLifecycle()
            val picture by camera.picture.collectAsStateWithLifecycle()
            BackHandler(enabled = state.leadsBack) { model.back() }
            DemoTheme {
                DemoScreen(state, ::on) { modifier -> CameraPicture(picture, modifier, ::sized) }
            }
        }
        lifecycleScope.launch {
            combine(model.wantsCamera, view, ::Pair).collectLatest { (wanted, view) -> point(wanted, view) }
        }
        if (!model.asked) askForCamera()
    }

    override fun onStart() {
        super.onStart()
        turns.start()
    }

    override fun onResume() {
        super.onResume()
        // It may have been granted in the settings meanwhile.
        if (isGranted()) model.camera(Camera.GRANTED)
    }

    override fun onStop() {
        turns.stop()
        super.onStop()
    }

    override fun onDestroy() {
        camera.close()
        super.onDestroy()
    }

    private fun on(event: UiEvent) {
        when (event) {
            Plain.ASK_FOR_CAMERA -> askForCamera()
            Plain.OPEN_SETTINGS -> openSettings()
            Plain.IMPORT_BUNDLE -> archive.launch(ARCHIVES)
            Plain.SHARE_REPORT -> share()
            else -> model.on(event)
        }
    }

    private fun sized(width: Int, height: Int) {
        if (width > 0 && height > 0) view.value = View(width, height, turned())
    }

    /** The display's rotation; `Context.getDisplay` came with API 30. */
    @Suppress("DEPRECATION")
    private fun turned(): Int = windowManager.defaultDisplay.rotation

    private suspend fun point(wanted: Boolean, view: View?) {
        if (!wanted || view == null) {
            camera.shut()
        } else if (!camera.open(applicationContext, view)) {
            model.camera(Camera.NONE)
        }
    }

    private fun isGranted() = checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED

    private fun askForCamera() {
        model.asked = true
        when {
            !packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY) -> model.camera(Camera.NONE)
            isGranted() -> model.camera(Camera.GRANTED)
            else -> permission.launch(Manifest.permission.CAMERA)
        }
    }

    private fun answered(granted: Boolean) = model.camera(
        when {
            granted -> Camera.GRANTED
            shouldShowRequestPermissionRationale(Manifest.permission.CAMERA) -> Camera.DENIED
            else -> Camera.DENIED_FOR_GOOD
        },
    )

    private fun openSettings() =
        startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)))

    private fun import(document: Uri?) {
        if (document == null) return
        val resolver = applicationContext.contentResolver
        model.import { resolver.openInputStream(document) ?: throw FileNotFoundException("$document is gone") }
    }

    /** As text: a report is some ten thousand characters, and text needs no file that another app may read. */
    private fun share() {
        val (offer, findings) = model.findings ?: return
        val report = String(demo.report(offer, findings).bytes(), Charsets.UTF_8)
        val send = Intent(Intent.ACTION_SEND).setType("text/plain")
            .putExtra(Intent.EXTRA_TITLE, getString(R.string.report_title))
            .putExtra(Intent.EXTRA_TEXT, report)
        startActivity(Intent.createChooser(send, getString(R.string.report_title)))
    }

    private companion object {
        /** What document providers call a zip archive. */
        val ARCHIVES = arrayOf("application/zip", "application/x-zip-compressed", "application/octet-stream")
    }
}
