package io.github.locky.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What {@code locky.redis.url} says.
 *
 * @param encrypted whether to use TLS
 * @param host the host
 * @param port the port
 * @param database the database index
 * @param username the username, or {@code null} for none
 * @param password the password, or {@code null} for none
 */
record LockyRedisUrl(boolean encrypted, String host, int port, int database, @Nullable String username,
		@Nullable String password) {

	private static final int DEFAULT_PORT = 6379;

	static LockyRedisUrl parse(String url) {
		URI uri = toUri(url);
		boolean encrypted = "rediss".equals(uri.getScheme());
		if (!encrypted && !"redis".equals(uri.getScheme())) {
			throw invalid(url, "Its scheme must be 'redis', or 'rediss' for an encrypted connection.");
		}
		if (uri.getHost() == null) {
			throw invalid(url, "It has no valid host.");
		}
		int port = (uri.getPort() != -1) ? uri.getPort() : DEFAULT_PORT;
		String userInfo = (uri.getUserInfo() != null) ? uri.getUserInfo() : "";
		int colon = userInfo.indexOf(':');
		String username = (colon > 0) ? userInfo.substring(0, colon) : null;
		String password = (StringUtils.hasLength(userInfo)) ? userInfo.substring(colon + 1) : null;
		return new LockyRedisUrl(encrypted, uri.getHost(), port, database(url, uri), username, password);
	}

	private static URI toUri(String url) {
		try {
			return new URI(url);
		}
		catch (URISyntaxException ex) {
			// Not as a cause: its message shows the password
			throw invalid(url, ex.getReason() + ".");
		}
	}

	private static int database(String url, URI uri) {
		String path = (uri.getPath() != null) ? uri.getPath() : "";
		String database = (path.startsWith("/")) ? path.substring(1) : path;
		try {
			return (database.isEmpty()) ? 0 : Integer.parseUnsignedInt(database);
		}
		catch (NumberFormatException ex) {
			throw invalid(url, "Its path must be the number of a database.");
		}
	}

	private static LockyConfigurationException invalid(String url, String reason) {
		String withoutCredentials = url.replaceFirst("//.*@", "//***@");
		return new LockyConfigurationException(
				"The value '" + withoutCredentials + "' of the property 'locky.redis.url' is not valid. " + reason,
				"Review the value of the property 'locky.redis.url'.", null);
	}

}
