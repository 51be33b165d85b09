"""Asks the server through the client that was generated of its schema."""

import asyncio
import sys

from loopbrug_client import Client


async def ask():
    signed_in = {"Authorization": f"Bearer {sys.argv[2]}"}
    async with Client(url=sys.argv[1], headers=signed_in) as client:
        told = await client.catalogue_and_work("vlaamse-ardennen")
        print(told.catalogue.label, len(told.work_list.edges), told.work_list.page_info.has_next_page)


asyncio.run(ask())
