"""The least that a FastAPI application can do, served as Praxis is."""

from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from praxis.live.wires import WiredHttp, WiredWebSockets

app = FastAPI(openapi_url=None)


class Greeting(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    times: int = 1


class Greeted(BaseModel):
    text: str
    times: int


@app.get("/hello")
async def say_hello() -> Greeted:
    return Greeted(text="Hello", times=1)


@app.post("/hello", status_code=201)
async def greet(body: Greeting) -> Greeted:
    return Greeted(text=f"Hello, {body.name}", times=body.times)


def main(port: int, workers: int = 1) -> None:
    uvicorn.run(
        "bench.kit.hello:app",
        host="127.0.0.1",
        port=port,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        backlog=2048,
        http=WiredHttp,
        ws=WiredWebSockets,
    )


if __name__ == "__main__":
    typer.run(main)
