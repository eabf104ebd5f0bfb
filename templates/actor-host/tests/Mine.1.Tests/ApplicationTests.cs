using System.Net;
using System.Net.Sockets;
using ActorServer;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Mine._1.Tests;

/// <summary>The whole application: its page, its service, and a worker process for each client of that.</summary>
public sealed class ApplicationTests
{
    [Fact]
    public async Task Serves_its_page_and_its_service()
    {
        await using var application = new WebApplicationFactory<Program>().WithWebHostBuilder(
            host => host.UseSetting("ActorServer:services:orders:listen:port", "0").UseSetting("ActorServer:backends:process:start-timeout", "60s"));
        using var http = application.CreateClient();
        Assert.Equal("Healthy", await http.GetStringAsync("/healthz"));

        using var client = new TcpClient();
        var server = application.Services.GetRequiredService<IActorServer>();
        await client.ConnectAsync((IPEndPoint)server.Services["orders"].Endpoints[0]);
        using var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync("3 apples\n"u8.ToArray());
        Assert.Equal("ordered: 3 apples", await reader.ReadLineAsync());
        Assert.StartsWith("1 clients", await http.GetStringAsync("/"));
    }
}
