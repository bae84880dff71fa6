package dev.evident.bench.load;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Prepared requests, one after the other and again from the start; there must be more than connections. */
public final class Rotation implements Supplier<Request> {
    private final List<Request> requests;
    private int next;

    private Rotation(List<Request> requests) {
        this.requests = requests;
    }

    /** This number of requests from a maker. */
    public static Rotation of(int count, Supplier<Request> maker) {
        return new Rotation(IntStream.range(0, count).mapToObj(i -> maker.get()).toList());
    }

    @Override
    public Request get() {
        Request request = requests.get(next);
        next = (next + 1) % requests.size();
        return request;
    }
}
