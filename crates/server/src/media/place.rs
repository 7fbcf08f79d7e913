//! Opening the place: a folder with synchronised writes, or a bucket.

use std::sync::Arc;

use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;

use super::MediaError;
use crate::config::{MediaPlace, S3Place};

pub(super) fn open(place: &MediaPlace) -> Result<Arc<dyn ObjectStore>, MediaError> {
    match place {
        MediaPlace::Folder(folder) => {
            std::fs::create_dir_all(folder)
                .map_err(|error| MediaError::Place(format!("{}: {error}", folder.display())))?;
            let store = LocalFileSystem::new_with_prefix(folder)
                .map_err(|error| MediaError::Place(error.to_string()))?;
            // What is answered for is on the disk.
            Ok(Arc::new(store.with_fsync(true).with_automatic_cleanup(true)))
        }
        MediaPlace::S3(place) => bucket(place),
    }
}

fn bucket(place: &S3Place) -> Result<Arc<dyn ObjectStore>, MediaError> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_access_key_id(place.access_key.reveal())
        .with_secret_access_key(place.secret_key.reveal());
    if let Some(endpoint) = &place.endpoint {
        builder = builder
            .with_endpoint(endpoint)
            .with_allow_http(endpoint.starts_with("http://"));
    }
    let store = builder
        .build()
        .map_err(|error| MediaError::Place(error.to_string()))?;
    if place.prefix.is_empty() {
        return Ok(Arc::new(store));
    }
    Ok(Arc::new(PrefixStore::new(store, place.prefix.as_str())))
}
