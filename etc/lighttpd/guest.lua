-- SPDX-License-Identifier: ISC
-- What an application behind the gate is told: who was let in, by the gate's
-- word alone, and never the token.  lighttpd runs this twice for a request:
-- before the gate, and again when the gate let it pass.

local r = lighty.r
local headers, environment = r.req_header, r.req_env

-- A name as an application may see it: servers make "-" and "_" one.
local function plain(name)
	return name:lower():gsub("[^a-z0-9]", "-")
end

local function remove(is_unwanted)
	local names = {}
	for name in pairs(headers) do
		if is_unwanted(name) then
			names[#names + 1] = name
		end
	end
	for _, name in ipairs(names) do
		headers[name] = nil
	end
end

-- Refuses in JSON, as the programs do.
local function refuse(status, body)
	r.resp_header["Content-Type"] = "application/json"
	r.resp_body:set(body)
	return status
end

-- It would repeat the request, with what is secret in it.
if r.req_attr["request.method"] == "TRACE" then
	return refuse(405, '{"message":"method is not allowed","type":"method_not_allowed"}')
end

if environment["GATEHOUSE_ASKED"] == nil then
	environment["GATEHOUSE_ASKED"] = "1"
	remove(function(name)
		return plain(name):match("^x%-gatehouse%-") or
		    plain(name) == "x-auth-token" and
		    name:lower() ~= "x-auth-token"
	end)
	return 0
end

-- A gate that ends without a word is taken for one that lets pass.
if environment["GATEHOUSE_CONTAINER_ID"] == nil then
	return refuse(403, '{"message":"insufficient permissions","type":"permissions_denied","details":[]}')
end
headers["X-Auth-Token"] = nil
-- After an upgrade to HTTP/2 the application would hear requests of which the
-- gate knows nothing.
if headers["Upgrade"] and headers["Upgrade"]:lower() ~= "websocket" then
	headers["Upgrade"] = nil
end
for _, what in ipairs({ "Container", "Namespace", "Token", "Principal" }) do
	headers["X-Gatehouse-" .. what .. "-Id"] =
	    environment["GATEHOUSE_" .. what:upper() .. "_ID"]
end
return 0
