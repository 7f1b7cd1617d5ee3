package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Segments full of zeros for the writer, made ahead by a thread that also watches the space.
 *
 * <p>{@link #AHEAD} of them, not one: with one, each roll would leave none until the next is made, and what is admitted then must
 * fit into the rest of the current segment, which may be much less than the calls under way need. With two, a roll leaves one, and
 * nothing is refused while a segment takes no longer to make than to fill.
 */
final class SegmentStock {

    /** Segments that are kept ready. */
    static final int AHEAD = 2;

    private static final long SPACE_CHECK_MILLIS = 500;

    /** Makes a segment full of zeros. */
    interface Maker {
        Segment make(Path directory, long number, int size, int keyId) throws IOException;
    }

    private final Path directory;
    private final LogSettings settings;
    private final int keyId;
    private final Maker maker;
    private final LongSupplier restOfCurrent;
    private final Thread thread = new Thread(this::keep, "outcome-log-preparer");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition changed = lock.newCondition();
    private final Deque<Segment> ready;
    private long lastNumber;
    private boolean ending;
    private volatile int readyCount;
    private volatile Optional<String> problem = Optional.empty();
    private volatile LogSpace space;

    /**
     * @param opened what a start found: the stock goes on behind it
     * @param restOfCurrent bytes that the segment in use still takes
     */
    SegmentStock(
            Path directory,
            LogSettings settings,
            int keyId,
            Maker maker,
            Recovery.Opened opened,
            LongSupplier restOfCurrent) {
        this.directory = directory;
        this.settings = settings;
        this.keyId = keyId;
        this.maker = maker;
        this.restOfCurrent = restOfCurrent;
        this.ready = new ArrayDeque<>(opened.ready());
        this.readyCount = ready.size();
        this.lastNumber = (ready.isEmpty() ? opened.current() : ready.getLast()).number();
        this.space = LogSpace.of(directory, settings, usable());
        // A daemon: a process that dies without it loses nothing.
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Waits until one is ready, or none can be made. */
    void awaitReady() {
        lock.lock();
        try {
            while (ready.isEmpty() && problem.isEmpty() && !ending) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is one, and so an empty one behind the segment in use. */
    boolean hasReady() {
        return readyCount > 0;
    }

    /**
     * The next segment, which is no longer in stock then.
     *
     * @throws IOException when there is none and none can be made
     */
    Segment take() throws IOException {
        awaitReady();
        lock.lock();
        try {
            if (ready.isEmpty()) {
                throw new IOException("no segment was prepared in " + directory);
            }
            wanted.signal();
            Segment taken = ready.removeFirst();
            readyCount = ready.size();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Why nothing may be admitted for want of space. */
    Optional<String> problem() {
        return problem;
    }

    LogSpace space() {
        return space;
    }

    /** Makes no more; what is in stock stays until {@link #close}. */
    void end() {
        lock.lock();
        try {
            ending = true;
            wanted.signal();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it and waits for its thread. */
    void close() throws IOException, InterruptedException {
        end();
        thread.join();
        for (Segment segment : ready) {
            segment.close();
        }
    }

    private void keep() {
        while (true) {
            boolean want = wants();
            LogSpace found = LogSpace.of(directory, settings, restOfCurrent.getAsLong() + usable());
            Segment made = null;
            String trouble = null;
            if (want && found.holds(settings)) {
                try {
                    made = maker.make(directory, lastNumber + 1, settings.segmentBytes(), keyId);
                } catch (IOException | RuntimeException e) {
                    trouble = "the outcome log cannot prepare a segment in " + directory + ": " + e.getMessage();
                }
            }
            lock.lock();
            try {
                if (made != null) {
                    ready.addLast(made);
                    lastNumber++;
                    readyCount = ready.size();
                }
                String now = found.problem(directory, settings, ready.isEmpty());
                problem = Optional.ofNullable(now == null && ready.isEmpty() ? trouble : now);
                space = trouble == null ? found : found.withTrouble(trouble);
                changed.signalAll();
                boolean stuck = want && made == null;
                if (!ending && (stuck || ready.size() >= AHEAD)) {
                    wanted.await(SPACE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (ending) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean wants() {
        lock.lock();
        try {
            return ready.size() < AHEAD;
        } finally {
            lock.unlock();
        }
    }

    private long usable() {
        lock.lock();
        try {
            return ready.stream().mapToLong(Segment::usableBytes).sum();
        } finally {
            lock.unlock();
        }
    }
}
