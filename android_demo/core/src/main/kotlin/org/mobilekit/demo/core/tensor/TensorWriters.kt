package org.mobilekit.demo.core.tensor

import java.nio.Buffer
import java.nio.ByteBuffer
import org.mobilekit.demo.core.manifest.DType

/** Rows of pixels to rows of the network's input, straight into its buffer. */
internal object TensorWriters {
    /**
     * @param into direct, in native order, with room for the whole tensor.
     */
    fun of(dtype: DType, tables: ValueTables, into: ByteBuffer, width: Int): RowSink = when (dtype) {
        DType.FLOAT32 -> floats(tables, into, width)
        DType.UINT8, DType.INT8 -> bytes(tables, into, width)
        DType.INT16 -> shorts(tables, into, width)
        DType.FLOAT16, DType.STRING -> throw UnsupportedOperationException("an input of type $dtype")
    }

    private fun floats(tables: ValueTables, into: ByteBuffer, width: Int): RowSink {
        val target = into.asFloatBuffer()
        val row = FloatArray(width * CHANNELS)
        val (reds, greens, blues) = tables.floats
        val (red, green, blue) = tables.order.toList()
        return RowSink { y, values ->
            var at = 0
            while (at < row.size) {
                row[at + red] = reds[values[at]]
                row[at + green] = greens[values[at + 1]]
                row[at + blue] = blues[values[at + 2]]
                at += CHANNELS
            }
            moveTo(target, y * row.size)
            target.put(row)
        }
    }

    private fun bytes(tables: ValueTables, into: ByteBuffer, width: Int): RowSink {
        val target = into.duplicate()
        val row = ByteArray(width * CHANNELS)
        val (reds, greens, blues) = tables.integers.map { table -> ByteArray(table.size) { table[it].toByte() } }
        val (red, green, blue) = tables.order.toList()
        return RowSink { y, values ->
            var at = 0
            while (at < row.size) {
                row[at + red] = reds[values[at]]
                row[at + green] = greens[values[at + 1]]
                row[at + blue] = blues[values[at + 2]]
                at += CHANNELS
            }
            moveTo(target, y * row.size)
            target.put(row)
        }
    }

    private fun shorts(tables: ValueTables, into: ByteBuffer, width: Int): RowSink {
        val target = into.asShortBuffer()
        val row = ShortArray(width * CHANNELS)
        val (reds, greens, blues) = tables.integers.map { table -> ShortArray(table.size) { table[it].toShort() } }
        val (red, green, blue) = tables.order.toList()
        return RowSink { y, values ->
            var at = 0
            while (at < row.size) {
                row[at + red] = reds[values[at]]
                row[at + green] = greens[values[at + 1]]
                row[at + blue] = blues[values[at + 2]]
                at += CHANNELS
            }
            moveTo(target, y * row.size)
            target.put(row)
        }
    }

    /** As a `Buffer`: `FloatBuffer.position(int)` is missing on Android below API 28, though it compiles. */
    private fun moveTo(buffer: Buffer, position: Int) {
        buffer.position(position)
    }

    private const val CHANNELS = 3
}
