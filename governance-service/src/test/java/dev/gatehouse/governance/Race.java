package dev.gatehouse.governance;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests that are sent at one time. */
final class Race {

    private Race() {}

    /** The answers, in the order of the calls; each call has a thread of its own. */
    static <T> List<T> of(List<? extends Callable<? extends T>> calls) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Future<? extends T>> running = new ArrayList<>();
            for (Callable<? extends T> call : calls) {
                running.add(threads.submit(call));
            }
            List<T> answers = new ArrayList<>();
            for (Future<? extends T> answer : running) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    /** The statuses of the answers. */
    static List<Integer> statuses(List<? extends Callable<Response>> calls)
            throws InterruptedException, ExecutionException {
        return Race.<Response>of(calls).stream().map(Response::statusCode).toList();
    }
}
