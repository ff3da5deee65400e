/**
 * Follows the journal: hands its entries on in order, each once. Not meant to be used by
 * applications.
 */
@NullMarked
package io.github.locky.engine.journal;

import org.jspecify.annotations.NullMarked;
