package dev.gatehouse.governance;

import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.response.ValidatableResponseLogSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RestAssured compiles a Groovy script for each path that a test asks for, 12 ms of processor time. Paths of names and indexes alone are
 * followed here instead, through the same values. Whatever else is asked, or does not match, is left to RestAssured, which says what is wrong.
 */
final class PlainPaths {

    private static final Pattern PLAIN = Pattern.compile("[\\w-]+(?:\\[\\d+])?(?:\\.[\\w-]+(?:\\[\\d+])?)*");
    private static final Pattern STEP = Pattern.compile("([\\w-]+)|\\[(\\d+)]");
    /** What Groovy takes for a property of a list itself. */
    private static final Set<String> OF_LISTS = Set.of("class", "empty");

    private static final List<Class<?>> KINDS = List.of(
            Response.class, ExtractableResponse.class, ValidatableResponse.class, ValidatableResponseLogSpec.class);

    private static final Object NOT_PLAIN = new Object();

    private final Response answer;
    private Object root;

    private PlainPaths(Response answer) {
        this.answer = answer;
    }

    /** The same answer; bodies that are not JSON stay RestAssured's. */
    static Response quickly(Response answer) {
        String type = answer.contentType();
        return type != null && type.contains("json") ? (Response) new PlainPaths(answer).around(answer) : answer;
    }

    private Object around(Object inner) {
        Class<?>[] kinds = KINDS.stream().filter(kind -> kind.isInstance(inner)).toArray(Class<?>[]::new);
        return Proxy.newProxyInstance(kinds[0].getClassLoader(), kinds, (proxy, method, arguments) -> {
            if (method.getName().equals("path") && ((Object[]) arguments[1]).length == 0) {
                Object value = at((String) arguments[0]);
                if (value != NOT_PLAIN) {
                    return value;
                }
            }
            if (method.getName().equals("body") && holds(arguments)) {
                return proxy;
            }
            try {
                Object result = method.invoke(inner, arguments);
                if (result == inner) {
                    return proxy;
                }
                return KINDS.stream().anyMatch(kind -> kind.isInstance(result)) ? around(result) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    /** Whether this is a check of one plain path that holds. */
    private boolean holds(Object[] arguments) {
        if (arguments == null
                || arguments.length != 3
                || !(arguments[0] instanceof String path)
                || !(arguments[1] instanceof org.hamcrest.Matcher<?> expected)
                || ((Object[]) arguments[2]).length > 0) {
            return false;
        }
        Object value = at(path);
        return value != NOT_PLAIN && expected.matches(value);
    }

    private Object at(String path) {
        if (!PLAIN.matcher(path).matches()) {
            return NOT_PLAIN;
        }
        if (root == null) {
            root = answer.jsonPath().get("");
        }
        Object value = root;
        for (Matcher step = STEP.matcher(path); step.find() && value != NOT_PLAIN; ) {
            value = step.group(1) != null ? member(value, step.group(1)) : element(value, step.group(2));
        }
        return value;
    }

    /** Of a list, as in Groovy, that member of each of its elements. */
    private static Object member(Object of, String name) {
        if (of instanceof Map<?, ?> map) {
            return map.get(name);
        }
        if (!(of instanceof List<?> list) || OF_LISTS.contains(name)) {
            return NOT_PLAIN;
        }
        List<Object> members = new ArrayList<>();
        for (Object element : list) {
            Object member = member(element, name);
            if (member == NOT_PLAIN) {
                return NOT_PLAIN;
            }
            members.add(member);
        }
        return members;
    }

    private static Object element(Object of, String index) {
        return of instanceof List<?> list && Integer.parseInt(index) < list.size()
                ? list.get(Integer.parseInt(index))
                : NOT_PLAIN;
    }
}
