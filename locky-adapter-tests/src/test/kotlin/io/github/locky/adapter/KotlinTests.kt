package io.github.locky.adapter

import io.github.locky.InMemoryLocky
import io.github.locky.LockRequest
import io.github.locky.reactive.ReactiveLockyTemplate
import kotlinx.coroutines.reactive.awaitSingle
import kotlinx.coroutines.reactor.mono
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

/**
 * What `docs/spring.md` shows.
 */
class KotlinTests {

    private val locky = InMemoryLocky.create()

    private val reactiveLocky = ReactiveLockyTemplate(locky)

    @AfterEach
    fun stop() = locky.close()

    @Test
    fun leaseIsReleasedByUse() {
        val token = locky.acquire(LockRequest.of("article:12")).use { lease -> lease.fencingToken() }
        assertThat(token).isPositive()
        assertThat(locky.find("article:12")).isEmpty()
    }

    @Test
    fun suspendingFunctionRunsUnderTheLock() {
        val locker = runBlocking { edit(12) }
        assertThat(locker).isNotNull()
        assertThat(locky.find("article:12")).isEmpty()
    }

    private suspend fun edit(id: Long): String =
        reactiveLocky.usingLock(LockRequest.of("article:$id")) { lease -> mono { save(id, lease.fencingToken()) } }
            .awaitSingle()

    private suspend fun save(id: Long, token: Long): String =
        reactiveLocky.find("article:$id").filter { it.fencingToken() == token }.awaitSingle().locker()

    @Test
    fun actionsRunUnderTheLock() {
        val request = LockRequest.of("article:12")
        val locker: String? = locky.execute<String, RuntimeException>(request) { locky.getLocker("article:12")!! }
        assertThat(locker).isEqualTo(request.locker)
        locky.executeWithoutResult<RuntimeException>(request) { lease -> assertThat(lease.isValid).isTrue() }
        assertThat(locky.find("article:12")).isEmpty()
    }

}
