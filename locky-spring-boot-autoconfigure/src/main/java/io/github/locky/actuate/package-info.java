/**
 * Locky in Spring Boot's Actuator: endpoint, health and meters.
 */
@NullMarked
package io.github.locky.actuate;

import org.jspecify.annotations.NullMarked;
