/**
 * The locks of Locky for Spring Integration.
 */
@NullMarked
package io.github.locky.integration;

import org.jspecify.annotations.NullMarked;
