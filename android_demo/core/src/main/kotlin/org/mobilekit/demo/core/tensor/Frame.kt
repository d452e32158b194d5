package org.mobilekit.demo.core.tensor

/**
 * A picture as a camera or a file holds it. One object serves every frame: [place] says which part is meant now.
 *
 * A column of the *upright* picture is what the resize reads; turning is no step of its own, only another way through
 * the memory.
 */
abstract class Frame {
    private var left = 0
    private var top = 0
    private var storedWidth = 0
    private var storedHeight = 0
    private var rotation = 0

    /** Width of the upright picture, pixels. */
    val width: Int get() = if (rotation % HALF_TURN == 0) storedWidth else storedHeight

    /** Height of the upright picture, pixels. */
    val height: Int get() = if (rotation % HALF_TURN == 0) storedHeight else storedWidth

    /**
     * Says what the picture is: the part of the stored pixels that a crop rectangle leaves, then turned.
     *
     * @param left first stored column that belongs to it.
     * @param top first stored row that belongs to it.
     * @param right first stored column that does not any more.
     * @param bottom first stored row that does not any more.
     * @param rotation degrees clockwise to upright: 0, 90, 180 or 270.
     */
    fun place(left: Int, top: Int, right: Int, bottom: Int, rotation: Int) {
        require(left in 0 until right && top in 0 until bottom) { "no pixel in $left, $top, $right, $bottom" }
        require(rotation in ROTATIONS) { "rotation $rotation" }
        checkFits(right, bottom)
        this.left = left
        this.top = top
        this.storedWidth = right - left
        this.storedHeight = bottom - top
        this.rotation = rotation
    }

    /**
     * Copies a part of an upright column.
     *
     * @param x column of the upright picture.
     * @param firstRow row of the upright picture that [into] begins with.
     * @param count rows.
     * @param into red, green, blue of each row.
     */
    internal fun column(x: Int, firstRow: Int, count: Int, into: IntArray) {
        // For 90 degrees the pixel at stored row r, column c goes to row c, column storedHeight - 1 - r.
        when (rotation) {
            0 -> read(left + x, top + firstRow, 0, 1, count, into)
            QUARTER_TURN -> read(left + firstRow, top + storedHeight - 1 - x, 1, 0, count, into)
            HALF_TURN -> read(left + storedWidth - 1 - x, top + storedHeight - 1 - firstRow, 0, -1, count, into)
            else -> read(left + storedWidth - 1 - firstRow, top + x, -1, 0, count, into)
        }
    }

    /** Throws unless the buffers hold every pixel left of [right] and above [bottom]. */
    protected abstract fun checkFits(right: Int, bottom: Int)

    /** Copies [count] pixels from stored column [x], row [y] on, a step ([dx], [dy]) apart. */
    @Suppress("LongParameterList") // A data class for them would be an allocation a line.
    protected abstract fun read(x: Int, y: Int, dx: Int, dy: Int, count: Int, into: IntArray)

    private companion object {
        const val QUARTER_TURN = 90
        const val HALF_TURN = 180
        val ROTATIONS = setOf(0, 90, 180, 270)
    }
}
