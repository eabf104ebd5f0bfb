using ActorServer;
using Microsoft.Data.Sqlite;

namespace SqliteConsole;

/// <summary>
/// SQL over a connection: each client has a database in memory, sends a statement a line and gets a line for each row, its
/// values divided by tabs, and then an empty one. SQLite is a native library: a statement that runs for ever, takes all memory
/// or finds a fault in it concerns, with <c>isolation = process</c>, the client that sent it and nobody else.
/// </summary>
public sealed class SqliteHandler : StreamHandler
{
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        await using var database = new SqliteConnection("Data Source=:memory:");
        await database.OpenAsync(cancellation);
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        while (await reader.ReadLineAsync(cancellation) is { } statement)
        {
            try
            {
                await RunAsync(database, statement, writer, cancellation);
            }
            catch (SqliteException refused)
            {
                await writer.WriteLineAsync(refused.Message);
            }

            await writer.WriteLineAsync();
            await writer.FlushAsync(cancellation);
        }
    }

    private static async Task RunAsync(SqliteConnection database, string statement, StreamWriter writer, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        command.CommandText = statement;
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            await writer.WriteLineAsync(string.Join('\t', Enumerable.Range(0, rows.FieldCount).Select(rows.GetValue)));
    }
}
