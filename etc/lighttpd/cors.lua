-- SPDX-License-Identifier: ISC
-- Before an answer of an application goes out: the gate has found that the
-- request comes from a page which the container allows to read it.

local origin = lighty.r.req_env["GATEHOUSE_CORS_ORIGIN"]

if origin then
	lighty.r.resp_header["Access-Control-Allow-Origin"] = origin
	lighty.r.resp_header["Vary"] = "Origin"
end
return 0
