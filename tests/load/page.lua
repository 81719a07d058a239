-- Opens a page again and again. Arguments: its path; a file of session cookies, whose first one is used.

function init(arguments)
  local cookie = io.lines(arguments[2])()
  request = function()
    return wrk.format("GET", arguments[1], { ["cookie"] = arguments[1] ~= "/login" and cookie or nil })
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  print(string.format("RESULT %.0f %.2f %.2f %d 0", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
