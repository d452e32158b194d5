package androidx.compose.ui.res

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.mobilekit.demo.ui.R
import org.w3c.dom.Element

/*
 * Test-only: in the place of Compose for Android's function of this name, which the desktop lacks. Never in the APK.
 * Signature: developer.android.com/reference/kotlin/androidx/compose/ui/res/package-summary
 */
private object Resources {
    private val file = File(System.getProperty("mobilekit.demo"), "ui/src/main/res/values/strings.xml")

    /** From the names in [R] and the file itself, with the escapes that the demo uses. */
    val strings: Map<Int, String> by lazy {
        val nodes = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).getElementsByTagName("string")
        (0 until nodes.length).map { nodes.item(it) as Element }.associate { node ->
            R.string::class.java.getField(node.getAttribute("name")).getInt(null) to unescaped(node.textContent)
        }
    }

    private fun unescaped(text: String) = text.replace("\\'", "'").replace("\\\"", "\"").replace("\\n", "\n")
}

@Composable
@ReadOnlyComposable
fun stringResource(id: Int): String = Resources.strings.getValue(id)

@Composable
@ReadOnlyComposable
fun stringResource(id: Int, vararg formatArgs: Any): String = Resources.strings.getValue(id).format(*formatArgs)
