package dev.evident.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a listener, over all event loops: a limit for all and one for each address. When there are as many
 * as there may be, one more takes the place of the one that has been without a request for the longest time; when all of
 * them have one, it is refused. Who comes over loopback, as a reverse proxy on the same machine does, is bound by the limit
 * for all alone; IPv6 addresses count by their first 64 bits. Thread-safe.
 */
public final class Connections {
    static final int MAX_CLOSING = 32;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int max;
    private final int maxPerAddress;
    private final Counter refused;
    private final Counter evicted;
    private final Map<Channel, ByteBuffer> open = new HashMap<>();
    private final Map<ByteBuffer, Integer> addresses = new HashMap<>();

    /** Evicted ones that are not closed yet. */
    private int closing;

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

    /** Takes a connection that an event loop begins with, unless it was taken before; false when it must be closed. */
    boolean begin(Channel channel) {
        boolean taken;
        synchronized (this) {
            taken = open.containsKey(channel);
        }
        if (!taken && !admit(channel)) {
            return false;
        }
        idle(channel);
        return true;
    }

    /** Takes a new connection, which counts until it is closed; false when it must be closed at once. */
    boolean admit(Channel channel) {
        ByteBuffer address = address(channel.remoteAddress());
        if (!add(channel, address)) {
            refused.increment();
            return false;
        }
        idle(channel); // also while TLS is negotiated
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
        return true;
    }

    /** Closes the connection that has been idle for the longest time, of this address if one is given. */
    private boolean evict(@Nullable ByteBuffer address) {
        if (closing >= MAX_CLOSING) {
            return false; // their event loop is behind, and each holds an open file until then
        }
        Iterator<Channel> eldest = idle.iterator();
        while (eldest.hasNext()) {
            Channel channel = eldest.next();
            if (channel.isRegistered() && (address == null || address.equals(open.get(channel)))) {
                eldest.remove();
                remove(channel);
                evicted.increment();
                closing++;
                channel.closeFuture().addListener(closed -> closed());
                channel.close();
                return true;
            }
        }
        return false;
    }

    private synchronized void closed() {
        closing--;
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

    /**
     * What a remote address counts as, in words; null for those that only a limit for all binds.
     *
     * @param address as numbers
     */
    public static @Nullable String network(@Nullable String address) {
        if (address == null) {
            return null;
        }
        int zone = address.indexOf('%');
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(zone < 0 ? address : address.substring(0, zone));
        try {
            ByteBuffer network = bytes == null
                    ? ByteBuffer.allocate(0)
                    : address(new InetSocketAddress(InetAddress.getByAddress(bytes), 0));
            return network.hasRemaining() ? HexFormat.of().formatHex(network.array()) : null;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // it is for other lengths than those of addresses
        }
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
