# SPDX-License-Identifier: EUPL-1.2
"""Static files under names that carry a digest of their content.

Old files stay where they are, so a page that is open, or kept on a phone, still finds its style
and scripts after a new version came.
"""

from servestatic.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]
from typing_extensions import override

#: import { name } from "./module.js"; or from another room's folder: "../../room/js/module.js";
_MODULE_IMPORT = (
    r"""(?P<matched>import(?s:(?P<names>[\s{].*?))\s*from\s*"(?P<url>\.\.?/[^"]*)"\s*;)""",
    """import%(names)s from "%(url)s";""",
)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites the imports between our JavaScript modules to the names with a digest.

    Django can do so for all scripts, but then it trips over examples in comments of others' files.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*/js/*.js", (_MODULE_IMPORT,)),
    )

    @override
    def stored_name(self, name: str) -> str:
        """The name with its digest; the plain one where nothing has been collected, as in tests."""
        return str(super().stored_name(name)) if self.hashed_files else name
