package dev.evident.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a listener, over all event loops: so many in all and so many from one address. When there are as many
 * as there may be, one more takes the place of the one that has been without a request for the longest time; when all of
 * them have one, it is refused. Who comes over loopback, as a reverse proxy on the same machine does, is bound by the limit
 * for all alone; IPv6 addresses count by their first 64 bits. Thread-safe.
 */
public final class Connections {
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int max;
    private final int maxPerAddress;
    private final Counter refused;
    private final Counter evicted;
    private final Map<Channel, ByteBuffer> open = new HashMap<>();
    private final Map<ByteBuffer, Integer> addresses = new HashMap<>();

    /** Those without a request, the one that waits for the longest time first. */
    private final Set<Channel> idle = new LinkedHashSet<>();

    /**
     * For one listener.
     *
     * @param listener its name, as metrics call it
     * @param max connections at once
     * @param maxPerAddress of these from one address that is not a loopback address
     */
    public Connections(String listener, int max, int maxPerAddress, MeterRegistry registry) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.refused = Counter.builder("evident.connections.refused")
                .description("Connections that were refused because there were too many with a request under way")
                .tag("listener", listener)
                .register(registry);
        this.evicted = Counter.builder("evident.connections.evicted")
                .description("Idle connections that were closed to make place for new ones")
                .tag("listener", listener)
                .register(registry);
        Gauge.builder("evident.connections", this, Connections::count)
                .description("Open connections")
                .tag("listener", listener)
                .strongReference(true)
                .register(registry);
    }

    /** Takes a new connection, which counts until it is closed; false when it must be closed at once. */
    boolean admit(Channel channel) {
        ByteBuffer address = address(channel.remoteAddress());
        if (!add(channel, address)) {
            refused.increment();
            return false;
        }
        channel.closeFuture().addListener(closed -> remove(channel));
        return true;
    }

    private synchronized boolean add(Channel channel, ByteBuffer address) {
        if (address.hasRemaining() && addresses.getOrDefault(address, 0) >= maxPerAddress && !evict(address)) {
            return false;
        }
        if (open.size() >= max && !evict(null)) {
            return false;
        }
        open.put(channel, address);
        addresses.merge(address, 1, Integer::sum);
        idle.add(channel);
        return true;
    }

    /** Closes the connection that has been idle for the longest time, of this address if one is given. */
    private boolean evict(@Nullable ByteBuffer address) {
        Iterator<Channel> eldest = idle.iterator();
        while (eldest.hasNext()) {
            Channel channel = eldest.next();
            if (address == null || address.equals(open.get(channel))) {
                eldest.remove();
                remove(channel);
                evicted.increment();
                channel.close();
                return true;
            }
        }
        return false;
    }

    /** A request has begun on the connection. */
    synchronized void busy(Channel channel) {
        idle.remove(channel);
    }

    /** No request is under way on it any more. */
    synchronized void idle(Channel channel) {
        if (open.containsKey(channel)) {
            idle.add(channel);
        }
    }

    private synchronized void remove(Channel channel) {
        idle.remove(channel);
        ByteBuffer address = open.remove(channel);
        if (address != null) {
            addresses.computeIfPresent(address, (of, count) -> count == 1 ? null : count - 1);
        }
    }

    /** How many there are. */
    synchronized int count() {
        return open.size();
    }

    /** What a remote address counts as; empty for those that only the limit for all binds. */
    static ByteBuffer address(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
        if (address == null || address.isLoopbackAddress()) {
            return ByteBuffer.allocate(0);
        }
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    }
}
