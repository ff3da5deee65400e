package io.github.locky.store;

/**
 * Somebody asks the holder of a resource to release it.
 *
 * @param resource the resource
 * @param holder who held it when that was asked
 * @param requester who asks
 * @param message what they say
 */
public record ReleaseRequest(String resource, String holder, String requester, String message) {
}
