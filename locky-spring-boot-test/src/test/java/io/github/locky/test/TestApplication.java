package io.github.locky.test;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application without a Redis.
 */
@SpringBootApplication
class TestApplication {

}
