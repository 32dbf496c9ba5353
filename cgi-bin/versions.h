/* SPDX-License-Identifier: ISC */
/* Rows of a route table that both API versions have. */
#ifndef CGI_BIN_VERSIONS_H
#define CGI_BIN_VERSIONS_H

#define VERSION_V1BETA1(method, path, handle)                         \
	{                                                             \
		method, "/containers/v1beta1/regions/*/" path, handle \
	}
#define VERSION_V1(method, path, handle)                         \
	{                                                        \
		method, "/containers/v1/regions/*/" path, handle \
	}
#define VERSION_BOTH(method, path, handle) \
	VERSION_V1BETA1(method, path, handle), VERSION_V1(method, path, handle)

#endif
