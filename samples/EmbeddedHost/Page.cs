using System.Net;
using ActorServer;
using ActorServer.Monitoring;

namespace EmbeddedHost;

/// <summary>The application's page: what its server does.</summary>
internal static class Page
{
    public static string Of(IActorServer server, ServiceStatus orders) =>
        $"""
        <!doctype html>
        <html lang="en">
        <title>Orders</title>
        <h1>Orders</h1>
        <p>The server is {WebUtility.HtmlEncode(server.NotReady ?? "serving")}, at {WebUtility.HtmlEncode(string.Join(", ", orders.Addresses))}:
        {orders.Served} served, {orders.Held} held, {orders.AcceptedTotal} since the start, {orders.Workers?.Idle} processes wait.</p>
        </html>

        """;
}
