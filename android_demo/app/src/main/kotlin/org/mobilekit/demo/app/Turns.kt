package org.mobilekit.demo.app

import android.app.Activity
import android.hardware.display.DisplayManager

/** Tells when the display turned: by half a circle, which makes no new activity, too. */
internal class Turns(activity: Activity, private val onTurn: () -> Unit) : DisplayManager.DisplayListener {
    private val displays = checkNotNull(activity.getSystemService(DisplayManager::class.java))

    fun start() = displays.registerDisplayListener(this, null)

    fun stop() = displays.unregisterDisplayListener(this)

    override fun onDisplayChanged(displayId: Int) = onTurn()

    override fun onDisplayAdded(displayId: Int) = Unit

    override fun onDisplayRemoved(displayId: Int) = Unit
}
