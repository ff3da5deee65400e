/**
 * Service connections of Locky to Testcontainers.
 */
@NullMarked
package io.github.locky.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
