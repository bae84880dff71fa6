"""Sends events as clients that others wrote do: senders.py URL TOKEN COUNT. None of them knows Evident."""

import sys

import requests
from cloudevents.v1.http import CloudEvent, to_binary, to_structured
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

url, token, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
bearer = {"Authorization": "Bearer " + token}


def cloudevents():
    for i in range(count):
        event = CloudEvent({"type": "client.cloudevents", "source": "/python", "id": str(i)}, {"n": i})
        headers, body = (to_structured if i % 2 else to_binary)(event)
        requests.post(url + "/event", data=body, headers={**headers, **bearer}).raise_for_status()


def opentelemetry():
    exporter = OTLPSpanExporter(url + "/v1/traces", headers=bearer, compression=Compression.Gzip)
    provider = TracerProvider(resource=Resource.create({"service.name": "python"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("senders")
    for i in range(count):
        attributes = {"gen_ai.operation.name": "client.otlp", "gen_ai.tool.name": "tool-%d" % i}
        with tracer.start_as_current_span("execute_tool", attributes=attributes) as span:
            if i % 3 == 0:
                span.set_attribute("error.type", "timeout")
    provider.shutdown()


def elastic():
    client = Elasticsearch(url + "/elastic", basic_auth=("any", token))
    client.info()
    for _ in range(2):
        bulk(
            client,
            (
                {"_op_type": "index", "_index": "python", "_id": str(i), "event": {"action": "client.elastic"}, "n": i}
                for i in range(count)
            ),
        )


cloudevents()
opentelemetry()
elastic()
