/**
 * Locky behind the interfaces of others, in an application as its users build it.
 */
@NullMarked
package io.github.locky.adapter;

import org.jspecify.annotations.NullMarked;
