package dev.evident.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * By which names the service may be called. A page of a stranger can give its own name the address of this machine ("DNS
 * rebinding") and then call what listens here from a visitor's browser, but the browser still sends the page's name. So
 * only names of loopback are taken as long as there is a token that everybody knows. The port does not matter. Immutable.
 */
public final class HostNames {
    private static final String LOCALHOST = "localhost";
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private final boolean any;
    private final Set<String> names;

    private HostNames(boolean any, List<String> names) {
        this.any = any;
        this.names = names.stream().map(HostNames::asciiLowerCase).collect(Collectors.toUnmodifiableSet());
    }

    /** Every name. */
    public static HostNames any() {
        return new HostNames(true, List.of());
    }

    /** Names of loopback, and these. */
    public static HostNames loopbackAnd(List<String> names) {
        return new HostNames(false, names);
    }

    /** Whether the names that the request gives are known: in Host, and in an absolute request target. */
    boolean allow(HttpServerRequest request) {
        return any || (allowHost(request.getHeader("Host")) && allowTarget(request.uri()));
    }

    /** A request without a name is none of a browser. */
    private boolean allowHost(@Nullable String host) {
        return host == null || allowAuthority(host);
    }

    private boolean allowTarget(String target) {
        String lower = asciiLowerCase(target.substring(0, Math.min(target.length(), HTTPS.length())));
        int begin = lower.startsWith(HTTP) ? HTTP.length() : lower.startsWith(HTTPS) ? HTTPS.length() : -1;
        if (begin < 0) {
            return target.startsWith("/") || target.equals("*");
        }
        int end = begin;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return allowAuthority(target.substring(begin, end));
    }

    /** A name or address and perhaps a port; what else may be written there is not taken. */
    boolean allowAuthority(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        if (port && !isPort(authority.substring(colon + 1))) {
            return false;
        }
        String host = asciiLowerCase(port ? authority.substring(0, colon) : authority);
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return isLoopback(name) || names.contains(name);
    }

    private static boolean isPort(String text) {
        return text.length() <= 5 && text.chars().allMatch(HostNames::isDigit);
    }

    /** localhost and what is below it, 127.0.0.0/8 and ::1, as browsers write them. */
    private static boolean isLoopback(String name) {
        return name.equals(LOCALHOST)
                || name.equals("[::1]")
                || (name.endsWith("." + LOCALHOST) && isHostName(name))
                || (name.startsWith("127.") && isIpv4(name));
    }

    private static boolean isHostName(String name) {
        return !name.startsWith(".")
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '.');
    }

    private static boolean isIpv4(String name) {
        int parts = 1;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isDigit(c) && digits < 3) {
                value = value * 10 + (c - '0');
                digits++;
            } else if (c == '.' && digits > 0 && value <= 255) {
                parts++;
                digits = 0;
                value = 0;
            } else {
                return false;
            }
        }
        return parts == 4 && digits > 0 && value <= 255;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Other letters have lower-case forms that are ASCII, such as the Kelvin sign, and stay what they are. */
    public static String asciiLowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }
}
