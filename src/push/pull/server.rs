//! What a web server must be told so that it hands packages out as packages: a browser shows what it does not know as
//! text. The lines lie beside this file, one file a server.

/// A web server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Server {
    /// Microsoft's Internet Information Services 7 and later: `web.config`.
    Iis,
    /// The Apache HTTP server: `.htaccess`, or the configuration of the site.
    Apache,
    /// nginx: the `server` or `location` of the site.
    Nginx,
}

impl Server {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Iis, Self::Apache, Self::Nginx];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iis => "IIS",
            Self::Apache => "Apache",
            Self::Nginx => "nginx",
        }
    }

    /// Where the lines belong.
    pub const fn place(self) -> &'static str {
        match self {
            Self::Iis => "web.config in the folder of the packages",
            Self::Apache => ".htaccess in the folder of the packages, or the configuration of the site",
            Self::Nginx => "the location of the packages in the configuration of the site",
        }
    }

    /// The lines: `.cab` and `.cpf` are of the type that IANA has registered for cabinets
    /// (<https://www.iana.org/assignments/media-types/application/vnd.ms-cab-compressed>). For `.cpf`, which is a
    /// cabinet too (<https://learn.microsoft.com/en-us/previous-versions/bb737689(v=msdn.10)>), none is registered.
    pub const fn lines(self) -> &'static str {
        match self {
            Self::Iis => include_str!("iis.config"),
            Self::Apache => include_str!("apache.conf"),
            Self::Nginx => include_str!("nginx.conf"),
        }
    }
}
