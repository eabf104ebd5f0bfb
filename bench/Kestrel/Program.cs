using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// The peer: Kestrel's sockets and buffers without HTTP, an echo as the only middleware of its connections.
//   Kestrel [CERTIFICATE KEY]      PEM files, for TLS before the echo
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.Backlog = 4096);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
{
    if (args is [var certificate, var key])
        listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate, key));
    listen.Run(Echo);
}));
var server = builder.Build();
await server.StartAsync();
Console.WriteLine($"listening: address={new Uri(server.Urls.Single()).Authority}");
await server.WaitForShutdownAsync();

static async Task Echo(ConnectionContext connection)
{
    var (input, output) = (connection.Transport.Input, connection.Transport.Output);
    for (var ended = false; !ended;)
    {
        var read = await input.ReadAsync();
        foreach (var piece in read.Buffer)
            await output.WriteAsync(piece);
        input.AdvanceTo(read.Buffer.End);
        ended = read.IsCompleted;
    }
}
