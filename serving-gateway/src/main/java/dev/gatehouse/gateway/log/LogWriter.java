package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Admission, and the thread that commits groups of frames.
 *
 * <p>Invariant: frames admitted and not yet durable fit into the rest of the current segment, or, while another is in stock, into
 * an empty one. So the writer never meets a full disk.
 */
final class LogWriter {

    private record Pending(ByteBuffer frame, int reserved, OutcomeLog.Durability durability) {}

    private final LogSettings settings;
    private final int keyId;
    private final LongConsumer syncNanos;
    private final Thread thread = new Thread(this::write, "outcome-log-writer");
    private final SegmentStock stock;

    // The thread's own.
    private final SegmentAppender appender;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private List<Pending> queue = new ArrayList<>();
    private long admittedBytes;
    private long currentRemaining;
    private boolean closing;
    private volatile IOException failure;

    private volatile LogPosition durableEnd;
    private final AtomicLong appendedRecords = new AtomicLong();

    LogWriter(
            Path directory,
            LogSettings settings,
            LogKeys keys,
            SegmentStock.Maker maker,
            Recovery.Opened opened,
            LongConsumer syncNanos)
            throws IOException {
        this.settings = settings;
        this.keyId = keys.active();
        this.syncNanos = syncNanos;
        this.appender = new SegmentAppender(keys, opened.current(), opened.offset());
        this.currentRemaining = appender.remaining();
        this.stock = new SegmentStock(directory, settings, keyId, maker, opened, this::currentRemaining);
        this.durableEnd = opened.report().end();
        // A daemon: close() joins it, and a process that dies without it loses nothing that was acknowledged.
        thread.setDaemon(true);
    }

    /** Starts the threads, and waits for a segment where the rest of the current one is too small to begin with. */
    void start() {
        thread.start();
        stock.start();
        if (currentRemaining() < settings.segmentBytes() / 2) {
            stock.awaitReady();
        }
    }

    /** Id of the key that frames are made for. */
    int keyId() {
        return keyId;
    }

    boolean admit(int bytes) {
        lock.lock();
        try {
            if (closing || failure != null || stock.problem().isPresent() || admittedBytes + bytes > room()) {
                return false;
            }
            admittedBytes += bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that frames on their way may take; the lock is held. */
    private long room() {
        return stock.hasReady() ? Segment.usableBytes(settings.segmentBytes()) : currentRemaining;
    }

    private long currentRemaining() {
        lock.lock();
        try {
            return currentRemaining;
        } finally {
            lock.unlock();
        }
    }

    /** Why a record is not admitted at this moment. */
    String refusalReason() {
        Optional<String> closed = closedReason();
        if (closed.isPresent()) {
            return closed.get();
        }
        lock.lock();
        try {
            return "the calls under way may take " + admittedBytes + " of the " + room()
                    + " bytes that the outcome log has ready, and "
                    + (stock.hasReady()
                            ? "one more is too many: lower gatehouse.max-in-flight, or raise"
                                    + " gatehouse.log.segment-bytes"
                            : "its next file is still being written out: the disk is too slow for these calls");
        } finally {
            lock.unlock();
        }
    }

    void release(int bytes) {
        lock.lock();
        try {
            admittedBytes -= bytes;
        } finally {
            lock.unlock();
        }
    }

    void append(ByteBuffer frame, int reserved, OutcomeLog.Durability durability) {
        IOException refusal;
        lock.lock();
        try {
            refusal = failure;
            if (refusal == null && closing) {
                refusal = new IOException("the outcome log is closed");
            }
            if (refusal == null) {
                queue.add(new Pending(frame, reserved, durability));
                work.signal();
                return;
            }
            admittedBytes -= reserved;
        } finally {
            lock.unlock();
        }
        durability.failed(refusal);
    }

    Optional<String> closedReason() {
        if (failure != null) {
            return Optional.of("the outcome log failed and needs a restart: " + failure.getMessage());
        }
        lock.lock();
        try {
            return closing ? Optional.of("the outcome log is closed") : stock.problem();
        } finally {
            lock.unlock();
        }
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    LogSpace space() {
        return stock.space();
    }

    LogPosition durableEnd() {
        return durableEnd;
    }

    long appendedRecords() {
        return appendedRecords.get();
    }

    long pendingBytes() {
        lock.lock();
        try {
            return admittedBytes;
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
            stock.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the outcome log was closing", e);
        }
        appender.close();
    }

    private void write() {
        while (true) {
            List<Pending> batch = awaitBatch();
            if (batch.isEmpty()) {
                return;
            }
            int done = 0;
            try {
                while (done < batch.size()) {
                    done = commit(batch, done);
                }
            } catch (Throwable e) {
                latch(e, batch.subList(done, batch.size()));
                return;
            }
        }
    }

    /** The next group; empty when the log is closing and all is written. */
    private List<Pending> awaitBatch() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                work.awaitUninterruptibly();
            }
            if (queue.isEmpty()) {
                return List.of();
            }
        } finally {
            lock.unlock();
        }
        long window = settings.groupCommitWindow().toNanos();
        if (window > 0) {
            LockSupport.parkNanos(window);
        }
        lock.lock();
        try {
            List<Pending> batch = queue;
            queue = new ArrayList<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Writes and syncs as many frames as the segment takes and reports them; returns the index of the first that is left. */
    private int commit(List<Pending> batch, int from) throws IOException {
        int to = from;
        while (to < batch.size() && appender.put(batch.get(to).frame())) {
            to++;
        }
        boolean full = to < batch.size();
        if (full) {
            appender.putSeal();
        }
        syncNanos.accept(appender.sync());
        if (full) {
            roll();
        }
        durableEnd = appender.end();
        appendedRecords.addAndGet(to - from);
        settle(batch, from, to);
        return to;
    }

    private void roll() throws IOException {
        lock.lock();
        try {
            // Before it is taken: whoever is admitted in between finds the stock's room or this one, never the old
            // rest.
            currentRemaining = Segment.usableBytes(settings.segmentBytes());
        } finally {
            lock.unlock();
        }
        appender.roll(stock.take());
    }

    private void settle(List<Pending> batch, int from, int to) {
        lock.lock();
        try {
            for (int i = from; i < to; i++) {
                admittedBytes -= batch.get(i).reserved();
            }
            currentRemaining = appender.remaining();
        } finally {
            lock.unlock();
        }
        for (int i = from; i < to; i++) {
            tell(batch.get(i).durability()::durable);
        }
    }

    private void latch(Throwable cause, List<Pending> undecided) {
        IOException reason = cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
        List<Pending> failed = new ArrayList<>(undecided);
        lock.lock();
        try {
            failure = reason;
            failed.addAll(queue);
            queue = new ArrayList<>();
            for (Pending pending : failed) {
                admittedBytes -= pending.reserved();
            }
        } finally {
            lock.unlock();
        }
        stock.end();
        for (Pending pending : failed) {
            tell(() -> pending.durability().failed(reason));
        }
    }

    /** A listener that throws must not stop the log, nor keep the others from hearing. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
