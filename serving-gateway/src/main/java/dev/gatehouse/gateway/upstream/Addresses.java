package dev.gatehouse.gateway.upstream;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The addresses behind one name, taken in turn. One that fails again and again is ejected for a while, but never more than half of them: when
 * most fail, it is not the addresses. Any thread may ask.
 */
final class Addresses {

    /** Most addresses of one name that are used. */
    static final int MAX_ADDRESSES = 64;

    private final Circuit.Settings settings;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Map<InetSocketAddress, Address> known = Map.of();

    Addresses(Circuit.Settings settings) {
        this.settings = settings;
    }

    /**
     * The address to connect to next.
     *
     * @param resolved what the name stands for now, one and more
     * @param not an address that has just failed, taken only when there is no other; null for none
     */
    Address next(List<InetSocketAddress> resolved, Address not, long nowNanos) {
        List<Address> all = know(resolved);
        int first = turn.getAndIncrement();
        Address second = null;
        for (int i = 0; i < all.size(); i++) {
            Address address = all.get(Math.floorMod(first + i, all.size()));
            if (address != not && !isEjected(address, nowNanos)) {
                return address;
            }
            if (second == null || second == not) {
                second = address;
            }
        }
        return second;
    }

    boolean isEjected(Address address, long nowNanos) {
        return address.circuit().isOpen(nowNanos);
    }

    private List<Address> know(List<InetSocketAddress> resolved) {
        List<InetSocketAddress> some =
                resolved.size() <= MAX_ADDRESSES ? resolved : List.copyOf(resolved.subList(0, MAX_ADDRESSES));
        Map<InetSocketAddress, Address> now = known;
        if (now.size() != some.size() || !now.keySet().containsAll(some)) {
            now = learn(some);
        }
        Map<InetSocketAddress, Address> from = now;
        return some.stream().map(from::get).toList();
    }

    private synchronized Map<InetSocketAddress, Address> learn(List<InetSocketAddress> resolved) {
        Map<InetSocketAddress, Address> before = known;
        Map<InetSocketAddress, Address> now = new LinkedHashMap<>();
        for (InetSocketAddress socket : resolved) {
            Address address = before.get(socket);
            now.put(socket, address != null ? address : new Address(socket, new Circuit(settings)));
        }
        known = now;
        return now;
    }

    void succeeded(Address address) {
        address.circuit().succeeded();
    }

    /** Counts a failure; returns whether the address is ejected by it. */
    synchronized boolean failed(Address address, long begunNanos, long nowNanos) {
        long others = known.values().stream()
                .filter(other -> other != address && isEjected(other, nowNanos))
                .count();
        boolean mayGo = known.containsValue(address) && 2 * (others + 1) <= known.size();
        return mayGo && address.circuit().failed(begunNanos, nowNanos);
    }

    /** Those that the name stood for when it was last looked up. */
    List<Address> known() {
        return List.copyOf(known.values());
    }
}
