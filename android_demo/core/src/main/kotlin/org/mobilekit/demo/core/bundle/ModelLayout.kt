package org.mobilekit.demo.core.bundle

/** A field of a flatbuffer's table: its number in TFLite's schema, and the bytes it takes in the table itself. */
internal sealed class Field(val id: Int, val name: String, val width: Int, val needed: Boolean = false)

/** A number that is read as it is. */
internal class Number(id: Int, name: String, width: Int) : Field(id, name, width)

/** A number of something that [into] counts; 0 where it is left out. */
internal class Index(id: Int, name: String, val into: String) : Field(id, name, 4)

/** A list of numbers of [size] bytes; text has a 0 behind its last. */
internal open class Numbers(id: Int, name: String, val size: Int, val end: Int = 0, needed: Boolean = false) :
    Field(id, name, 4, needed)

internal class Text(id: Int, name: String, needed: Boolean = false) : Numbers(id, name, 1, 1, needed)

/** A list of numbers of what [into] counts, of which none is below [least]. */
internal class Indices(id: Int, name: String, val into: String, val least: Int = 0, needed: Boolean = false) :
    Numbers(id, name, 4, 0, needed)

/** A table. */
internal class Part(id: Int, name: String, val fields: List<Field>) : Field(id, name, 4)

/** A list of tables, counted as [name]. */
internal class Parts(id: Int, name: String, val fields: List<Field>, needed: Boolean = false) :
    Field(id, name, 4, needed)

/** What no model of the kit has: a runtime would follow it to where nobody looked, so it may not be there. */
internal class Never(id: Int, name: String) : Field(id, name, 1)

/** TFLite's schema.fbs, as far as a runtime follows it. In each table what is counted stands before what counts on it. */
internal object ModelLayout {
    const val TENSORS = "tensors"
    const val SUBGRAPHS = "subgraphs"
    const val SUBGRAPH_INDEX = "subgraph_index"
    const val BUFFER_OFFSET = "offset"
    const val BUFFER_SIZE = "size"
    private const val BUFFERS = "buffers"
    private const val CODES = "operator_codes"

    private val code = listOf(
        Number(0, "deprecated_builtin_code", 1), Text(1, "custom_code"), Number(2, "version", 4),
        Number(3, "builtin_code", 4),
    )
    private val buffer = listOf(Numbers(0, "data", 1), Number(1, BUFFER_OFFSET, 8), Number(2, BUFFER_SIZE, 8))
    private val quantisation = listOf(
        Numbers(0, "min", 4), Numbers(1, "max", 4), Numbers(2, "scale", 4), Numbers(3, "zero_point", 8),
        Number(4, "details_type", 1), Never(5, "details"), Number(6, "quantized_dimension", 4),
    )
    private val tensor = listOf(
        Numbers(0, "shape", 4), Number(1, "type", 1), Index(2, "buffer", BUFFERS), Text(3, "name"),
        Part(4, "quantization", quantisation), Number(5, "is_variable", 1), Never(6, "sparsity"),
        Numbers(7, "shape_signature", 4), Number(8, "has_rank", 1), Never(9, "variant_tensors"),
    )

    // Options are another table for each operator. Of those the kit's models use, Reshape's alone leads on: to a list.
    private val operator = listOf(
        Index(0, "opcode_index", CODES), Indices(1, "inputs", TENSORS, -1), Indices(2, "outputs", TENSORS),
        Number(3, "builtin_options_type", 1), Part(4, "builtin_options", emptyList()), Numbers(5, "custom_options", 1),
        Number(6, "custom_options_format", 1), Numbers(7, "mutating_variable_inputs", 1),
        Indices(8, "intermediates", TENSORS, -1), Never(9, "large_custom_options_offset"),
        Never(11, "builtin_options_2_type"), Never(12, "builtin_options_2"),
    )
    private val subgraph = listOf(
        Parts(0, TENSORS, tensor, needed = true), Indices(1, "inputs", TENSORS, needed = true),
        Indices(2, "outputs", TENSORS, needed = true), Parts(3, "operators", operator, needed = true), Text(4, "name"),
    )
    private val mapped = listOf(Text(0, "name", needed = true), Index(1, "tensor_index", TENSORS))
    private val signature = listOf(
        Index(4, SUBGRAPH_INDEX, SUBGRAPHS), Parts(0, "inputs", mapped), Parts(1, "outputs", mapped),
        Text(2, "signature_key", needed = true),
    )
    private val metadata = listOf(Text(0, "name", needed = true), Index(1, "buffer", BUFFERS))

    /** The table that a file begins with. */
    val model = listOf(
        Number(0, "version", 4), Parts(1, CODES, code, needed = true), Parts(4, BUFFERS, buffer, needed = true),
        Parts(2, SUBGRAPHS, subgraph, needed = true), Text(3, "description"), Indices(5, "metadata_buffer", BUFFERS),
        Parts(6, "metadata", metadata), Parts(7, "signature_defs", signature),
    )

    /** The list in the options of an operator, by their type. */
    val optionLists = mapOf(17 to Numbers(0, "new_shape", 4), 30 to Numbers(0, "squeeze_dims", 4))
}
