package io.github.locky.adapter

import io.github.locky.LockyOperations
import io.github.locky.annotation.InvalidLockedAnnotationException
import io.github.locky.annotation.Locked
import io.github.locky.autoconfigure.LockedAutoConfiguration
import io.github.locky.autoconfigure.LockyAutoConfiguration
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import reactor.core.publisher.Mono
import java.util.Optional

/**
 * Locked methods in Kotlin.
 */
class KotlinLockedTests {

    private val application = ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                DataRedisAutoConfiguration::class.java,
                LockyAutoConfiguration::class.java,
                LockedAutoConfiguration::class.java
            )
        )
        .withPropertyValues("locky.store=memory")

    @Test
    fun suspendingFunctionIsRefusedWithWhatToDoInstead() =
        assertRefused(Suspending::class.java, "suspending functions are not supported", "usingLock(request) { mono {")

    @Test
    fun skippedFunctionMayNotReturnWhatIsNeverNull() =
        assertRefused(NeverNull::class.java, "a skipped call returns null, and String must not be null")

    private fun assertRefused(bean: Class<*>, vararg words: String) {
        application.withBean(bean).run { context ->
            val refusal = generateSequence(context.startupFailure) { it.cause }
                .find { it is InvalidLockedAnnotationException }
            assertThat(refusal).hasMessageContainingAll(*words)
        }
    }

    @Test
    fun skippedFunctionReturnsNullOrNothing() {
        application.withBean(Skipping::class.java).run { context ->
            context.getBean(LockyOperations::class.java).lock("press", "somebody")
            val press = context.getBean(Skipping::class.java)
            assertThat(press.nullable()).isNull()
            assertThat(press.optional()).isEmpty()
            assertThat(press.mono().blockOptional()).isEmpty()
            press.nothing()
            assertThat(press.calls).isZero()
        }
    }

    open class Suspending {

        @Locked("press")
        open suspend fun print(): String = "printed"

    }

    open class NeverNull {

        @Locked("press", skip = true)
        open fun print(): String = "printed"

    }

    open class Skipping {

        open var calls = 0

        @Locked("press", skip = true)
        open fun nullable(): String? = "printed ${++calls}"

        @Locked("press", skip = true)
        open fun optional(): Optional<String> = Optional.of("printed ${++calls}")

        @Locked("press", skip = true)
        open fun mono(): Mono<String> = Mono.just("printed ${++calls}")

        @Locked("press", skip = true)
        open fun nothing() {
            calls++
        }

    }

}
