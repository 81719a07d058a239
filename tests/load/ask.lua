-- Asks over the API. Arguments: cached, new or mixed; a file of session cookies; the number of the first new question.

local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("place", #threads)
end

local same = {
  "Stock value by warehouse",
  "Which products are below minimum stock?",
  "Capacity utilisation by warehouse",
  "Top 10 products by units sold last month",
  "Which products are out of stock?",
}

function init(arguments)
  kind, number, asked = arguments[1], tonumber(arguments[3]), 0
  sessions = {}
  for cookie in io.lines(arguments[2]) do
    sessions[#sessions + 1] = cookie
  end
  number = number + place
  wrong, faults = 0, 0
end

-- A hundred sizes on each of a thousand days; 1656633600 is the first of July 2022.
local function new()
  number = number + 2
  local day = os.date("!%Y-%m-%d", 1656633600 + math.floor(number / 100) % 1000 * 86400)
  return string.format("top %d products by units sold since %s", 5 + number % 100, day)
end

function request()
  asked = asked + 1
  local question
  if kind == "cached" or (kind == "mixed" and asked % 2 == 0) then
    question = same[asked % #same + 1]
  else
    question = new()
  end
  local headers = {
    ["content-type"] = "application/json",
    ["cookie"] = sessions[(asked * 2 + place) % #sessions + 1],
  }
  return wrk.format("POST", "/api/v1/query", headers, '{"question": "' .. question .. '"}')
end

function response(status, headers, body)
  if status ~= 200 then
    faults = faults + 1
  elseif not body:find('"outcome":"answered"', 1, true) then
    wrong = wrong + 1
  end
end

function done(summary, latency)
  local errors, without = 0, 0
  for _, thread in ipairs(threads) do
    errors = errors + thread:get("faults")
    without = without + thread:get("wrong")
  end
  errors = errors + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format("RESULT %.0f %.2f %.2f %d %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, errors, without))
end
