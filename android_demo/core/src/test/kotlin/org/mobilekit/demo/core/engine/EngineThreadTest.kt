package org.mobilekit.demo.core.engine

import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

class EngineThreadTest {
    private val log = ArrayList<String>()

    private inner class Thing(private val name: String) : AutoCloseable {
        init {
            note("made $name")
        }

        fun use() = note("used $name")

        override fun close() = note("closed $name")
    }

    private fun onThread(work: (EngineThread<Thing>) -> Unit) {
        val thread = EngineThread<Thing>("engine")
        try {
            work(thread)
        } finally {
            thread.close()
        }
    }

    private fun note(what: String) {
        synchronized(log) { log.add("$what on ${Thread.currentThread().name}") }
    }

    @Test
    fun `one thread makes, uses and closes`() {
        onThread { thread ->
            thread.switchTo { Thing("a") }
            thread.use { it.use() }
        }
        assertEquals(listOf("made a on engine", "used a on engine", "closed a on engine"), log)
    }

    @Test
    fun `the old one is closed before the new one is made`() {
        onThread { thread ->
            thread.switchTo { Thing("a") }
            thread.switchTo { Thing("b") }
        }
        assertEquals(listOf("made a", "closed a", "made b", "closed b").map { "$it on engine" }, log)
    }

    @Test
    fun `one that cannot be made leaves nothing behind`() {
        onThread { thread ->
            thread.switchTo { Thing("a") }
            val failed = thread.switchTo { throw EngineFailure("no") }
            assertFailsWith<ExecutionException> { failed.get(5, TimeUnit.SECONDS) }
            thread.use { it.use() }.get(5, TimeUnit.SECONDS)
        }
        assertEquals(listOf("made a", "closed a").map { "$it on engine" }, log)
    }

    @Test
    fun `what is released is closed once`() {
        onThread { thread ->
            thread.switchTo { Thing("a") }
            thread.release()
            thread.release()
        }
        assertEquals(1, log.count { it.startsWith("closed") })
    }

    @Test
    fun `closing twice is closing once`() {
        val thread = EngineThread<Thing>("engine")
        thread.switchTo { Thing("a") }
        thread.close()
        thread.close()
        assertTrue(log.last().startsWith("closed a"))
    }

    @Test
    fun `what comes after the end is not done and nobody waits for it`() {
        val thread = EngineThread<Thing>("engine")
        thread.switchTo { Thing("a") }
        thread.close()
        thread.use { it.use() }.get(5, TimeUnit.SECONDS)
        thread.switchTo { Thing("b") }.get(5, TimeUnit.SECONDS)
        assertEquals(listOf("made a", "closed a").map { "$it on engine" }, log)
    }
}
