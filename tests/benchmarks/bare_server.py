"""The rival of the sandbox's start: falcon and waitress answering one route, and nothing else."""

import falcon
import waitress


class Health:
    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        response.media = {"isHealthy": True}


app = falcon.App()
app.add_route("/health", Health())
server = waitress.create_server(app, host="127.0.0.1", port=0)
print(server.effective_port, flush=True)
server.run()
