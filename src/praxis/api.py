"""The HTTP API under `/api/v1`: which routers there are, and nothing else."""

from fastapi import APIRouter

from praxis.kit.requests import StrictRoute


def create_router() -> APIRouter:
    return APIRouter(prefix="/api/v1", route_class=StrictRoute)
