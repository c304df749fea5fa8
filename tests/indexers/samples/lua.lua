#!/usr/bin/env lua
local http = require("socket.http")
local decode = require("finance.json").decode
require "finance.compat"

--- Exchange rates, and the last good ones.
local rates = {}

rates.TIMEOUT = 5
rates.api_key = os.getenv("RATES_API_KEY")

local cache <const> = {}

--- One price, with the time it was seen.
local Rate = {}
Rate.__index = Rate
setmetatable(Rate, { __index = Priced })

--- Makes a rate.
-- @tparam number price
function Rate.new(price)
  return setmetatable({ price = price, seen = os.time() }, Rate)
end

--[[ Seconds since
     it was seen. ]]
function Rate:age()
  return os.time() - self.seen
end

-- Without what the provider adds.
local function clean(text)
  local function digits(raw)
    return raw:gsub(",", "")
  end
  return digits(text)
end

local url = function(code)
  return "https://rates.example/" .. code .. "?key=" .. rates.api_key
end

rates.parse = function(text) return Rate.new(tonumber(clean(text))) end

function rates.fetch(code)
  -- TODO: ask the second provider when the first is down
  local body, status = http.request(url(code))
  if status ~= 200 then
    error("no rate of " .. code)
  end
  cache[code] = rates.parse(decode(body).rate)
  return cache[code]
end

local handlers = {
  get = function(request)
    return rates.fetch(request.code)
  end,
}

describe("rates", function()
  it("have an age", function()
    assert.is_true(rates.parse("1.5"):age() >= 0)
  end)
end)

return rates, handlers
