package org.mobilekit.demo.app

import android.app.Activity
import android.os.Bundle
import android.widget.TextView
import java.io.File
import kotlin.concurrent.thread
import org.mobilekit.demo.core.bundle.Bundle as ModelBundle

/**
 * Checks and times delegates without a camera or a person, and writes the device report: for
 *
 *     adb shell am start -n org.mobilekit.demo/.app.SelfCheckActivity --es delegate gpu --es variant tflite-int8
 *
 * and device farms. Without a word all delegates and variants run. Of the Android framework alone, so that it runs
 * wherever the runtime does.
 */
class SelfCheckActivity : Activity() {
    private lateinit var text: TextView
    private val demo get() = application as DemoApplication

    private val folder: File get() = getExternalFilesDir(null) ?: filesDir

    /** Where the device report is, once it is there: `adb pull` can read it. */
    val report: File get() = File(folder, "device-report.json")

    /** One line for each choice. Written last, and always: a device farm waits for it. */
    val verdicts: File get() = File(folder, "self-check.txt")

    /** Runs the checks; a test waits for it. */
    lateinit var worker: Thread
        private set

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        text = TextView(this).apply {
            setText(R.string.self_check_running)
            keepScreenOn = true
        }
        setContentView(text)
        val delegate = intent.getStringExtra(DELEGATE)
        val variant = intent.getStringExtra(VARIANT)
        worker = thread(name = "self-check") { finishWith(saidOf(variant, delegate)) }
    }

    /** What went wrong is said, too: whoever started this waits for the file. */
    private fun saidOf(variant: String?, delegate: String?): String = try {
        checked(variant, delegate)
    } catch (@Suppress("TooGenericExceptionCaught") failure: Exception) {
        getString(R.string.self_check_broken, failure.message ?: failure.javaClass.simpleName)
    }

    private fun checked(variant: String?, delegate: String?): String {
        report.delete()
        verdicts.delete()
        val bundle = ModelBundle.open(demo.store.packaged())
        val run = SelfCheckRun(demo.engines, demo.clock, demo.phone)
        run.run(bundle, variant, delegate)
        if (run.findings.isEmpty() && run.failures.isEmpty()) return getString(R.string.self_check_nothing)
        if (run.findings.isNotEmpty()) write(report, demo.report(offer(bundle), run.findings).bytes())
        return lines(run)
    }

    private fun lines(run: SelfCheckRun): String {
        val found = run.findings.map { (check, _) ->
            getString(R.string.self_check_line, check.variant, check.delegate, check.verdict.name, check.reason)
        }
        val failed = run.failures.map { (choice, reason) ->
            getString(
                R.string.self_check_line,
                choice.variant,
                choice.delegate,
                getString(R.string.self_check_failed),
                reason,
            )
        }
        return (found + failed).joinToString("\n") { it.trimEnd() }
    }

    /** Never half a file: a sibling is written, then renamed. */
    private fun write(file: File, bytes: ByteArray) {
        val fresh = File(file.path + ".new")
        fresh.writeBytes(bytes)
        check(fresh.renameTo(file)) { "cannot rename $fresh" }
    }

    private fun finishWith(lines: String) {
        write(verdicts, lines.toByteArray())
        runOnUiThread { text.text = getString(R.string.self_check_done, lines, report.path) }
    }

    private companion object {
        const val DELEGATE = "delegate"
        const val VARIANT = "variant"
    }
}
