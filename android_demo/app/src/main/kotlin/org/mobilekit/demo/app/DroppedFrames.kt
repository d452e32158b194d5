package org.mobilekit.demo.app

/**
 * How many frames a camera dropped, from the gaps between the time stamps of those that came: CameraX drops them before
 * anyone sees them. The shortest gap so far is taken for the camera's own interval.
 */
class DroppedFrames {
    private var last = NONE
    private var interval = Long.MAX_VALUE

    /** @param stamp of the frame that came, nanoseconds. @return how many are missing before it. */
    fun before(stamp: Long): Long {
        val gap = stamp - last
        val first = last == NONE
        last = stamp
        if (first || gap <= 0) return 0
        interval = minOf(interval, gap)
        // To the nearest whole number of intervals: stamps are not exact.
        return (gap + interval / 2) / interval - 1
    }

    private companion object {
        const val NONE = Long.MIN_VALUE
    }
}
