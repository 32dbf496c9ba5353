-- SPDX-License-Identifier: ISC
-- Before an answer of an application goes out: the gate has found that the
-- request comes from a page which the container allows to read it.

local origin = lighty.r.req_env["GATEHOUSE_CORS_ORIGIN"]
local headers = lighty.r.resp_header

if origin then
	headers["Access-Control-Allow-Origin"] = origin
	-- The application may have its own reasons to vary.
	headers["Vary"] = (headers["Vary"] and headers["Vary"] .. ", " or "") ..
	    "Origin"
end
return 0
