package org.mobilekit.demo.core

import java.nio.ByteBuffer
import java.nio.ByteOrder

/** A TFLite file of one operator, whose every index a test may choose. No runtime would take it: it has no kernel. */
class TinyModel(
    private val code: Int = 0,
    private val buffer: Int = 1,
    private val inputs: List<Int> = listOf(0, -1),
    private val outputs: List<Int> = listOf(1),
    private val ends: Int = 1,
    private val offset: Long = 0,
    private val size: Long = 0,
    private val graph: Int = 0,
    private val tensors: Int = 2,
    private val operators: Int = 1,
) {
    private val out = ByteBuffer.allocate(1 shl 18).order(ByteOrder.LITTLE_ENDIAN)

    private var only: Int? = null

    val bytes: ByteArray by lazy {
        out.putInt(0).put("TFL3".encodeToByteArray())
        out.putInt(0, model())
        out.array().copyOf(out.position())
    }

    private fun model() = table(
        3,
        parts({ table(3, text("custom")) }),
        parts({ subgraph() }),
        text("drawn"),
        parts({ table() }, { table(numbers(1, 2), offset, size) }),
        numbers(1),
        parts({ table(text("min_runtime_version"), 1) }),
        parts({ signature() }),
    )

    private fun subgraph() = table(
        parts(*Array(tensors) { { tensor() } }),
        numbers(0),
        numbers(ends),
        // All of them one: offsets may lead to the same place.
        parts(*Array(operators) { { only ?: operator().also { only = it } } }),
        text("main"),
    )

    private fun tensor() =
        table(numbers(1, 4), 0, buffer, text("tensor"), { table(null, null, numbers(1), numbers(0, 0)) })

    private fun operator() =
        table(code, numbers(*inputs.toIntArray()), numbers(*outputs.toIntArray()), RESHAPE, { table(numbers(1, 4)) })

    private fun signature() =
        table(parts({ table(text("in"), 0) }), parts({ table(text("out"), 1) }), text("serve"), null, graph)

    /** A table, its vtable before it and what its fields lead to behind it: null, a number, or what writes a part. */
    private fun table(vararg fields: Any?): Int {
        val vtable = out.position()
        val there = fields.filterNotNull()
        val inline = WORD + there.sumOf { width(it) }
        out.putShort((WORD + 2 * fields.size).toShort()).putShort(inline.toShort())
        var next = WORD
        fields.forEach { field ->
            out.putShort((if (field == null) 0 else next).toShort())
            next += field?.let(::width) ?: 0
        }
        val at = out.position()
        out.putInt(at - vtable)
        out.position(at + inline)
        next = at + WORD
        there.forEach { field ->
            place(next, field)
            next += width(field)
        }
        return at
    }

    private fun width(field: Any) = if (field is Long) 2 * WORD else WORD

    private fun place(at: Int, field: Any) {
        when (field) {
            is Int -> out.putInt(at, field)
            is Long -> out.putLong(at, field)
            else -> out.putInt(at, part(field)() - at)
        }
    }

    @Suppress("UNCHECKED_CAST")
    private fun part(field: Any) = field as () -> Int

    private fun parts(vararg items: () -> Int): () -> Int = {
        val at = out.position()
        out.putInt(items.size)
        out.position(at + WORD + WORD * items.size)
        items.forEachIndexed { index, item -> (at + WORD + WORD * index).let { out.putInt(it, item() - it) } }
        at
    }

    private fun numbers(vararg items: Int): () -> Int = {
        out.position().also {
            out.putInt(items.size)
            items.forEach(out::putInt)
        }
    }

    private fun text(words: String): () -> Int = {
        out.position().also { out.putInt(words.length).put(words.encodeToByteArray()).put(0) }
    }

    private companion object {
        const val WORD = 4
        const val RESHAPE = 17
    }
}
