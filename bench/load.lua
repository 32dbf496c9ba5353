-- SPDX-License-Identifier: ISC
-- For wrk: sends the tokens of a file in turn, and counts the answers.
--   wrk -s load.lua URL -- FILE FROM HOST HEADER
local requests, at = {}, 0

function init(args)
	local header = args[4]
	for token in io.lines(args[1]) do
		local value = header == "Authorization" and "Bearer " .. token or token
		requests[#requests + 1] = wrk.format(nil, nil,
			{ ["Host"] = args[3], [header] = value })
	end
	at = tonumber(args[2]) % #requests
end

function request()
	at = at % #requests + 1
	return requests[at]
end

function done(summary)
	local errors = summary.errors
	print(string.format("DONE %d %d %d %d", summary.requests, errors.status,
		errors.connect + errors.read + errors.write + errors.timeout,
		summary.duration))
end
