-- wrk posts one body from a file with the headers from another, and tells its figures in one line.
-- Arguments behind '--': file of the body, file of 'Name: value' lines.
function init(args)
  local body = io.open(args[1], "rb")
  wrk.body = body:read("*a")
  body:close()
  wrk.method = "POST"
  for line in io.lines(args[2]) do
    local name, value = line:match("^(.-): (.*)$")
    wrk.headers[name] = value
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
