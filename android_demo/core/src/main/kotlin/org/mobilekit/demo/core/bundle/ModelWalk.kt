package org.mobilekit.demo.core.bundle

import java.io.File
import java.io.RandomAccessFile
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.channels.FileChannel
import org.mobilekit.demo.core.contract.Reason
import org.mobilekit.demo.core.contract.Refusal

/**
 * Walks a TFLite file once, before the runtime does: a right hash proves who made a file and nothing about where its
 * offsets lead, and LiteRT reads past the end of one that was cut short.
 *
 * @param bytes all of the file.
 * @param file its name in the sentence.
 */
internal class ModelWalk(bytes: ByteBuffer, private val file: String) {
    private val bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN)
    private val counts = HashMap<String, Int>()
    private val tensorsOf = ArrayList<Int>()
    private var spent = 0L

    /** @throws Refusal something leads out of the file, or names what is not in it. */
    fun check() {
        inside(0, HEAD, "its first bytes")
        if (bytes.getInt(IDENTIFIER_AT) != IDENTIFIER) refuse("its first bytes")
        table(unsigned(0), ModelLayout.model, "")
    }

    private fun table(at: Long, fields: List<Field>, path: String) {
        spend(1, path)
        inside(at, OFFSET, path)
        val vtable = at - bytes.getInt(at.toInt())
        inside(vtable, SMALLEST_VTABLE, path)
        val (length, inline) = short(vtable) to short(vtable + 2)
        if (length < SMALLEST_VTABLE || inline < OFFSET) refuse(path)
        inside(vtable, length, path)
        inside(at, inline, path)
        val found = HashMap<String, Long>()
        for (field in fields) {
            val slot = SMALLEST_VTABLE + 2L * field.id
            val offset = if (slot + 2 <= length) short(vtable + slot) else 0
            val name = if (path.isEmpty()) field.name else "$path.${field.name}"
            if (offset == 0L) {
                if (field.needed || (field is Index && counts[field.into] == 0)) refuse(name)
                continue
            }
            if (offset < OFFSET || offset + field.width > inline) refuse(name)
            found[field.name] = at + offset
            field(field, at + offset, name)
            if (field.name == ModelLayout.SUBGRAPH_INDEX) ofSubgraph(unsigned(at + offset).toInt())
        }
        options(found, path)
        stored(found, path)
    }

    private fun field(field: Field, at: Long, path: String): Unit = when (field) {
        is Number -> Unit
        is Index -> if (unsigned(at) >= counts.getValue(field.into)) refuse(path) else Unit
        is Indices -> indices(field, at, path)
        is Numbers -> list(at, field, path).let {}
        is Part -> table(at + unsigned(at), field.fields, path)
        is Parts -> parts(field, at, path)
        is Never -> refuse(path)
    }

    private fun indices(field: Indices, at: Long, path: String) {
        val known = counts.getValue(field.into)
        val (start, count) = list(at, field, path)
        spend(count, path)
        repeat(count) { if (bytes.getInt(start + it * WORD) !in field.least until known) refuse("$path[$it]") }
    }

    private fun parts(field: Parts, at: Long, path: String) {
        val (start, count) = list(at, field, path)
        if (field.needed && count == 0) refuse(path)
        counts[field.name] = count
        repeat(count) {
            val item = (start + it * WORD).toLong()
            table(item + unsigned(item), field.fields, "$path[$it]")
            if (field.name == ModelLayout.SUBGRAPHS) tensorsOf.add(counts.getValue(ModelLayout.TENSORS))
        }
        // A signature that does not say which is about the first.
        if (field.name == ModelLayout.SUBGRAPHS) ofSubgraph(0)
    }

    private fun ofSubgraph(index: Int) {
        counts[ModelLayout.TENSORS] = tensorsOf[index]
    }

    /** Where the items begin of the list that the offset in [at] leads to, and how many; all of them are inside. */
    private fun list(at: Long, field: Field, path: String): Pair<Int, Int> {
        val start = at + unsigned(at)
        inside(start, OFFSET, path)
        val count = unsigned(start)
        val (size, end) = if (field is Numbers) field.size to field.end else WORD to 0
        inside(start + OFFSET, count * size + end, path)
        return (start + OFFSET).toInt() to count.toInt()
    }

    private fun options(found: Map<String, Long>, path: String) {
        val (type, at) = (found["builtin_options_type"] ?: return) to (found["builtin_options"] ?: return)
        val list = ModelLayout.optionLists[bytes.get(type.toInt()).toInt()] ?: return
        table(at + unsigned(at), listOf(list), "$path.builtin_options")
    }

    /** A buffer may lie behind the tables, by two numbers. */
    private fun stored(found: Map<String, Long>, path: String) {
        val at = found[ModelLayout.BUFFER_OFFSET]?.let { bytes.getLong(it.toInt()) } ?: 0
        val size = found[ModelLayout.BUFFER_SIZE]?.let { bytes.getLong(it.toInt()) } ?: 0
        inside(at, size, "$path.${ModelLayout.BUFFER_OFFSET}")
    }

    /** Many offsets may lead to one place: without a limit a small file could hold up the app for hours. */
    private fun spend(count: Int, path: String) {
        spent += count
        if (spent > MOST_PARTS) refuse(path)
    }

    private fun inside(at: Long, length: Long, path: String) {
        // Not their sum: two of 64 bits may come round to a small one.
        val size = bytes.limit().toLong()
        if (at !in 0..size || length !in 0..size - at) refuse(path)
    }

    private fun unsigned(at: Long) = bytes.getInt(at.toInt()).toLong() and 0xFFFF_FFFF

    private fun short(at: Long) = bytes.getShort(at.toInt()).toLong() and 0xFFFF

    private fun refuse(path: String): Nothing = throw Refusal(Reason.MODEL, file, path.ifEmpty { "its root" })

    companion object {
        private const val HEAD = 8L
        private const val IDENTIFIER_AT = 4
        private const val IDENTIFIER = 0x334C_4654 // "TFL3"
        private const val WORD = 4
        private const val OFFSET = 4L
        private const val SMALLEST_VTABLE = 4L
        private const val MOST_PARTS = 1_000_000

        /** Walks [file], which the sentence calls [name]. */
        fun check(file: File, name: String) = RandomAccessFile(file, "r").channel.use { channel ->
            if (channel.size() > Int.MAX_VALUE) throw Refusal(Reason.MODEL, name, "its size")
            ModelWalk(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), name).check()
        }
    }
}
