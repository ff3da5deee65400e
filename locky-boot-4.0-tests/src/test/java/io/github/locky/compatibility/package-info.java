/**
 * Locky in an application on another version of Spring Boot than it is built with.
 */
@NullMarked
package io.github.locky.compatibility;

import org.jspecify.annotations.NullMarked;
