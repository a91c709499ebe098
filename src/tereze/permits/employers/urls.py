# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the employers, below /employers/."""

from django.urls import path

from tereze.permits.employers.views import portal, uploads, workers

_ONE = "<int:organisation_id>/"

urlpatterns = [
    path("", portal.home, name="employers"),
    path("apply", portal.apply, name="employer-apply"),
    path("mine", workers.jobs, name="my-jobs"),
    path("mine/<int:worker_id>/dispute", workers.job_dispute, name="job-dispute"),
    path(_ONE, portal.office, name="employer"),
    path(f"{_ONE}signers", portal.signers, name="employer-signers"),
    path(f"{_ONE}signers/add", portal.signer_add, name="employer-signer-add"),
    path(f"{_ONE}signers/<int:signer_id>/end", portal.signer_end, name="employer-signer-end"),
    path(f"{_ONE}workers", workers.workers, name="employer-workers"),
    path(f"{_ONE}workers/add", uploads.worker_add, name="employer-worker-add"),
    path(f"{_ONE}workers/<int:worker_id>", workers.worker, name="employer-worker"),
    path(f"{_ONE}workers/<int:worker_id>/move", workers.worker_move, name="employer-worker-move"),
    path(f"{_ONE}renew", uploads.renew, name="employer-renew"),
    path(f"{_ONE}lists/new", uploads.upload_new, name="employer-upload-new"),
    path(f"{_ONE}lists/sample.<str:kind>", uploads.sample, name="employer-sample"),
    path(f"{_ONE}lists/<int:upload_id>", uploads.upload, name="employer-upload"),
    path(
        f"{_ONE}lists/<int:upload_id>/approve",
        uploads.upload_approve,
        name="employer-upload-approve",
    ),
    path(
        f"{_ONE}lists/<int:upload_id>/cancel",
        uploads.upload_cancel,
        name="employer-upload-cancel",
    ),
    path(
        f"{_ONE}lists/<int:upload_id>/to-correct",
        uploads.upload_wrong_rows,
        name="employer-wrong-rows",
    ),
]
