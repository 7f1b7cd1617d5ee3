package dev.gatehouse.governance;

import dev.gatehouse.governance.TestIssuer.Person;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a browser without JavaScript does: follows redirects, keeps cookies, signs in by the code flow, sends forms. */
final class Browser {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final Person person;

    /** A page as it arrived. */
    record Page(int status, String type, String html, URI at, String policy) {

        /** The hidden fields of the page's form: the CSRF token and what the form is about. */
        Map<String, String> hidden() {
            Map<String, String> fields = new LinkedHashMap<>();
            for (Matcher m = HIDDEN.matcher(html); m.find(); ) {
                fields.put(m.group(1), m.group(2));
            }
            return fields;
        }
    }

    private Browser(Person person) {
        this.person = person;
    }

    /** The browser of somebody who will sign in as that person. */
    static Browser of(Person person) {
        return new Browser(person);
    }

    Page get(String path) {
        return page(send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** The page as a browser gets it whose reader prefers that language. */
    Page get(String path, String language) {
        return page(send(
                HttpRequest.newBuilder(at(path))
                        .header("Accept-Language", language)
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /** A download's bytes; fails when it is not one. */
    byte[] download(String path) {
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    Page post(String path, Map<String, String> fields) {
        return post(path, fields.entrySet());
    }

    /** As with a map, with inputs that may hold several values. */
    Page post(String path, Collection<Map.Entry<String, String>> fields) {
        String body = fields.stream()
                .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&"));
        return page(send(
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /** Sends a form with a file. */
    Page upload(String path, Map<String, String> fields, String fileName, byte[] file) {
        String boundary = "gatehouse-test-boundary";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> body.writeBytes(
                ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: application/yaml\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        // The JDK's client would send the Content-Type along to where a form leads to, which browsers don't.
        HttpClient still = HttpClient.newBuilder().cookieHandler(cookies).build();
        HttpResponse<String> answer = send(
                still,
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.headers()
                .firstValue("Location")
                .map(to -> page(send(
                        HttpRequest.newBuilder(answer.uri().resolve(to)).build(),
                        HttpResponse.BodyHandlers.ofString())))
                .orElseGet(() -> page(answer));
    }

    private static Page page(HttpResponse<String> answer) {
        return new Page(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body(),
                answer.uri(),
                answer.headers().firstValue("Content-Security-Policy").orElse(""));
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return send(client, request, handler);
    }

    private <T> HttpResponse<T> send(HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        TestIssuer.signingIn = person;
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URI at(String path) {
        return URI.create("http://localhost:" + RestAssured.port + path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
