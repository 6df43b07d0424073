"""The paths of the v1 API, and the types of what they take and give.

Types are named as below ``openai.types`` in the official package (3.57.0), for example
``chat.ChatCompletion``; :mod:`.schemas` knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

ROOT = "/openai/v1"


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path below ROOT; ``{name}`` stands for one segment.

    Args:
        operation: what the service calls it, as in its error messages.
        reply: type of what it gives; of one element, where it gives a page. Empty for bytes.
        body: type of the body that it takes; empty for none.
        query: type of the query that it takes; empty for none.
        events: type of the events, where it can tell its answer as a stream.
        paged: True where it gives a page of a list.
    """

    method: str
    path: str
    operation: str
    reply: str = ""
    body: str = ""
    query: str = ""
    events: str = ""
    paged: bool = False


def _page(path: str, operation: str, element: str, query: str = "") -> Route:
    return Route("GET", path, operation, element, query=query, paged=True)


CHAT = "/chat/completions"
RESPONSES = "/responses"
EMBEDDINGS = "/embeddings"
MODELS = "/models"
FILES = "/files"
JOBS = "/fine_tuning/jobs"
BATCHES = "/batches"
STORES = "/vector_stores"
CONVERSATIONS = "/conversations"
EVALS = "/evals"

_ONE_CHAT = CHAT + "/{completion_id}"
_ONE_RESPONSE = RESPONSES + "/{response_id}"
_ONE_JOB = JOBS + "/{fine_tuning_job_id}"
_ONE_STORE = STORES + "/{vector_store_id}"
_STORED_FILE = _ONE_STORE + "/files/{file_id}"
_FILE_BATCH = _ONE_STORE + "/file_batches/{batch_id}"
_ONE_CONVERSATION = CONVERSATIONS + "/{conversation_id}"
_ITEM = _ONE_CONVERSATION + "/items/{item_id}"
_ONE_EVAL = EVALS + "/{eval_id}"
_RUN = _ONE_EVAL + "/runs/{run_id}"

ROUTES: tuple[Route, ...] = (
    Route(
        "POST", CHAT, "ChatCompletions_Create", "chat.ChatCompletion",
        body="chat.CompletionCreateParams", events="chat.ChatCompletionChunk",
    ),
    _page(CHAT, "ChatCompletions_List", "chat.ChatCompletion", "chat.CompletionListParams"),
    Route("GET", _ONE_CHAT, "ChatCompletions_Get", "chat.ChatCompletion"),
    Route(
        "POST", _ONE_CHAT, "ChatCompletions_Update", "chat.ChatCompletion",
        body="chat.CompletionUpdateParams",
    ),
    Route("DELETE", _ONE_CHAT, "ChatCompletions_Delete", "chat.ChatCompletionDeleted"),
    _page(
        _ONE_CHAT + "/messages", "ChatCompletions_ListMessages",
        "chat.ChatCompletionStoreMessage", "chat.completions.MessageListParams",
    ),
    Route(
        "POST", RESPONSES, "Responses_Create", "responses.Response",
        body="responses.ResponseCreateParams", events="responses.ResponseStreamEvent",
    ),
    Route(
        "POST", RESPONSES + "/compact", "Responses_Compact", "responses.CompactedResponse",
        body="responses.ResponseCompactParams",
    ),
    Route(
        "POST", RESPONSES + "/input_tokens", "Responses_CountInputTokens",
        "responses.InputTokenCountResponse", body="responses.InputTokenCountParams",
    ),
    Route(
        "GET", _ONE_RESPONSE, "Responses_Get", "responses.Response",
        query="responses.ResponseRetrieveParams", events="responses.ResponseStreamEvent",
    ),
    Route("DELETE", _ONE_RESPONSE, "Responses_Delete", "responses.Deleted"),
    Route("POST", _ONE_RESPONSE + "/cancel", "Responses_Cancel", "responses.Response"),
    _page(
        _ONE_RESPONSE + "/input_items", "Responses_ListInputItems", "responses.ResponseItem",
        "responses.InputItemListParams",
    ),
    Route(
        "POST", EMBEDDINGS, "Embeddings_Create", "CreateEmbeddingResponse",
        body="EmbeddingCreateParams",
    ),
    _page(MODELS, "Models_List", "Model"),
    Route("GET", MODELS + "/{model}", "Models_Get", "Model"),
    Route("DELETE", MODELS + "/{model}", "Models_Delete", "ModelDeleted"),
    Route("POST", FILES, "Files_Upload", "FileObject", body="FileCreateParams"),
    _page(FILES, "Files_List", "FileObject", "FileListParams"),
    Route("GET", FILES + "/{file_id}", "Files_Get", "FileObject"),
    Route("DELETE", FILES + "/{file_id}", "Files_Delete", "FileDeleted"),
    Route("GET", FILES + "/{file_id}/content", "Files_GetContent"),
    Route(
        "POST", JOBS, "FineTuning_Create", "fine_tuning.FineTuningJob",
        body="fine_tuning.JobCreateParams",
    ),
    _page(JOBS, "FineTuning_List", "fine_tuning.FineTuningJob", "fine_tuning.JobListParams"),
    Route("GET", _ONE_JOB, "FineTuning_Get", "fine_tuning.FineTuningJob"),
    Route("POST", _ONE_JOB + "/cancel", "FineTuning_Cancel", "fine_tuning.FineTuningJob"),
    Route("POST", _ONE_JOB + "/pause", "FineTuning_Pause", "fine_tuning.FineTuningJob"),
    Route("POST", _ONE_JOB + "/resume", "FineTuning_Resume", "fine_tuning.FineTuningJob"),
    _page(
        _ONE_JOB + "/events", "FineTuning_ListEvents", "fine_tuning.FineTuningJobEvent",
        "fine_tuning.JobListEventsParams",
    ),
    _page(
        _ONE_JOB + "/checkpoints", "FineTuning_ListCheckpoints",
        "fine_tuning.jobs.FineTuningJobCheckpoint", "fine_tuning.jobs.CheckpointListParams",
    ),
    Route("POST", BATCHES, "Batches_Create", "Batch", body="BatchCreateParams"),
    _page(BATCHES, "Batches_List", "Batch", "BatchListParams"),
    Route("GET", BATCHES + "/{batch_id}", "Batches_Get", "Batch"),
    Route("POST", BATCHES + "/{batch_id}/cancel", "Batches_Cancel", "Batch"),
    Route("POST", STORES, "VectorStores_Create", "VectorStore", body="VectorStoreCreateParams"),
    _page(STORES, "VectorStores_List", "VectorStore", "VectorStoreListParams"),
    Route("GET", _ONE_STORE, "VectorStores_Get", "VectorStore"),
    Route(
        "POST", _ONE_STORE, "VectorStores_Update", "VectorStore", body="VectorStoreUpdateParams"
    ),
    Route("DELETE", _ONE_STORE, "VectorStores_Delete", "VectorStoreDeleted"),
    Route(
        "POST", _ONE_STORE + "/search", "VectorStores_Search", "VectorStoreSearchResponse",
        body="VectorStoreSearchParams", paged=True,
    ),
    Route(
        "POST", _ONE_STORE + "/files", "VectorStoreFiles_Create", "vector_stores.VectorStoreFile",
        body="vector_stores.FileCreateParams",
    ),
    _page(
        _ONE_STORE + "/files", "VectorStoreFiles_List", "vector_stores.VectorStoreFile",
        "vector_stores.FileListParams",
    ),
    Route("GET", _STORED_FILE, "VectorStoreFiles_Get", "vector_stores.VectorStoreFile"),
    Route(
        "POST", _STORED_FILE, "VectorStoreFiles_Update", "vector_stores.VectorStoreFile",
        body="vector_stores.FileUpdateParams",
    ),
    Route(
        "DELETE", _STORED_FILE, "VectorStoreFiles_Delete", "vector_stores.VectorStoreFileDeleted"
    ),
    _page(
        _STORED_FILE + "/content", "VectorStoreFiles_GetContent",
        "vector_stores.FileContentResponse",
    ),
    Route(
        "POST", _ONE_STORE + "/file_batches", "VectorStoreFileBatches_Create",
        "vector_stores.VectorStoreFileBatch", body="vector_stores.FileBatchCreateParams",
    ),
    Route("GET", _FILE_BATCH, "VectorStoreFileBatches_Get", "vector_stores.VectorStoreFileBatch"),
    Route(
        "POST", _FILE_BATCH + "/cancel", "VectorStoreFileBatches_Cancel",
        "vector_stores.VectorStoreFileBatch",
    ),
    _page(
        _FILE_BATCH + "/files", "VectorStoreFileBatches_ListFiles",
        "vector_stores.VectorStoreFile", "vector_stores.FileBatchListFilesParams",
    ),
    Route(
        "POST", CONVERSATIONS, "Conversations_Create", "conversations.Conversation",
        body="conversations.ConversationCreateParams",
    ),
    Route("GET", _ONE_CONVERSATION, "Conversations_Get", "conversations.Conversation"),
    Route(
        "POST", _ONE_CONVERSATION, "Conversations_Update", "conversations.Conversation",
        body="conversations.ConversationUpdateParams",
    ),
    Route(
        "DELETE", _ONE_CONVERSATION, "Conversations_Delete",
        "conversations.ConversationDeletedResource",
    ),
    Route(
        "POST", _ONE_CONVERSATION + "/items", "ConversationItems_Create",
        "conversations.ConversationItem", body="conversations.ItemCreateParams",
        query="conversations.ItemRetrieveParams", paged=True,
    ),
    _page(
        _ONE_CONVERSATION + "/items", "ConversationItems_List", "conversations.ConversationItem",
        "conversations.ItemListParams",
    ),
    Route(
        "GET", _ITEM, "ConversationItems_Get", "conversations.ConversationItem",
        query="conversations.ItemRetrieveParams",
    ),
    Route("DELETE", _ITEM, "ConversationItems_Delete", "conversations.Conversation"),
    Route("POST", EVALS, "Evals_Create", "EvalCreateResponse", body="EvalCreateParams"),
    _page(EVALS, "Evals_List", "EvalListResponse", "EvalListParams"),
    Route("GET", _ONE_EVAL, "Evals_Get", "EvalRetrieveResponse"),
    Route("POST", _ONE_EVAL, "Evals_Update", "EvalUpdateResponse", body="EvalUpdateParams"),
    Route("DELETE", _ONE_EVAL, "Evals_Delete", "EvalDeleteResponse"),
    Route(
        "POST", _ONE_EVAL + "/runs", "EvalRuns_Create", "evals.RunCreateResponse",
        body="evals.RunCreateParams",
    ),
    _page(_ONE_EVAL + "/runs", "EvalRuns_List", "evals.RunListResponse", "evals.RunListParams"),
    Route("GET", _RUN, "EvalRuns_Get", "evals.RunRetrieveResponse"),
    Route("POST", _RUN, "EvalRuns_Cancel", "evals.RunCancelResponse"),
    Route("POST", _RUN + "/cancel", "EvalRuns_CancelAction", "evals.RunCancelResponse"),
    Route("DELETE", _RUN, "EvalRuns_Delete", "evals.RunDeleteResponse"),
    _page(
        _RUN + "/output_items", "EvalRunOutputItems_List", "evals.runs.OutputItemListResponse",
        "evals.runs.OutputItemListParams",
    ),
    Route(
        "GET", _RUN + "/output_items/{output_item_id}", "EvalRunOutputItems_Get",
        "evals.runs.OutputItemRetrieveResponse",
    ),
)  # fmt: skip


def _by_shape() -> dict[tuple[str, int], list[tuple[Route, tuple[str, ...]]]]:
    shapes: dict[tuple[str, int], list[tuple[Route, tuple[str, ...]]]] = {}
    for route in ROUTES:
        segments = tuple(route.path.split("/"))
        shapes.setdefault((route.method, len(segments)), []).append((route, segments))
    return shapes


_SHAPES = _by_shape()
"""Method and number of segments -> the routes of that shape."""


def find(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route of a request and the segments of its path; None for an unknown path."""
    if not path.startswith(ROOT + "/"):
        return None
    given = path[len(ROOT) :].split("/")
    for route, expected in _SHAPES.get((method, len(given)), ()):
        segments = _segments(expected, given)
        if segments is not None:
            return route, segments
    return None


def _segments(expected: tuple[str, ...], given: list[str]) -> dict[str, str] | None:
    found = {}
    for one, other in zip(expected, given, strict=True):
        if one.startswith("{"):
            found[one[1:-1]] = unquote(other)
        elif one != other:
            return None
    return found if all(found.values()) else None


def under(collection: str, name: str) -> str:
    """The path of the object of that name in a collection, whatever the name."""
    return f"{collection}/{quote(name, safe=':', errors='surrogatepass')}"


def operation(method: str, path: str) -> str:
    """What the service calls the operation behind a request, in its messages."""
    found = find(method, path)
    return found[0].operation if found else "Unknown"
